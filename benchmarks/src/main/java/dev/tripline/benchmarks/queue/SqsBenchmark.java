package dev.tripline.benchmarks.queue;

import dev.tripline.benchmarks.load.BacklogWindow;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.SqsProcess;
import dev.tripline.testkit.server.SqsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// SQS: a Java function beside bare consumers that delete each message they receive.
///
/// `-Dbench.sqs.messages` is the size of a backlog: a small one measures the compilers.
public final class SqsBenchmark implements Benchmark {
  private static final int BACKLOG = Integer.getInteger("bench.sqs.messages", 100_000);
  private static final int CONSUMERS = 10;
  private static final int CONCURRENCY = 10;
  private static final int SENDERS = 4;
  private static final int TEN = 10;

  @Override
  public Report run() throws IOException, InterruptedException {
    Report report =
        new Report(
            "SQS",
            "A backlog of "
                + BACKLOG
                + " messages of 1 KB in a standard queue of ElasticMQ, in memory, in a process of"
                + " its own. Bare consumers, "
                + CONSUMERS
                + " of them, receive ten at a time, with the attributes that a function is given,"
                + " and delete them, with the same client; the trigger has batches of ten, at most "
                + CONCURRENCY
                + " at a time. "
                + QueueMeasurement.NOTE);
    Path secret = Files.createTempFile("tripline-secret-", "");
    Files.writeString(secret, LocalAws.SECRET_KEY);
    Map<String, String> settings =
        Map.of(
            "tripline.aws.access-key-id",
            LocalAws.ACCESS_KEY,
            "tripline.aws.secret-access-key",
            "file:" + secret);
    try (SqsProcess server = SqsProcess.start();
        SqsClient client =
            LocalAws.at(server.endpoint(), SqsClient.builder())
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(2 * CONSUMERS))
                .build();
        MeasuredDispatcher dispatcher = MeasuredDispatcher.onSqlite(settings)) {
      var broker = new Sqs(client, server);
      QueueMeasurement.Figures figures = new QueueMeasurement(broker, BACKLOG, dispatcher).run();
      figures.report(report);
      report.figure("send to handler, p50", "ms", figures.latency());
    } finally {
      Files.delete(secret);
    }
    return report;
  }

  private static final class Sqs implements QueueMeasurement.Broker {
    private final SqsClient client;
    private final SqsProcess server;
    private final Map<String, String> urls = new HashMap<>();

    Sqs(SqsClient client, SqsProcess server) {
      this.client = client;
      this.server = server;
    }

    @Override
    public void open(String queue) {
      urls.put(queue, client.createQueue(request -> request.queueName(queue)).queueUrl());
    }

    private String url(String queue) {
      return urls.getOrDefault(queue, "");
    }

    @Override
    public void send(String queue, int count, String body) {
      if (count == 1) {
        client.sendMessage(request -> request.queueUrl(url(queue)).messageBody(body));
        return;
      }
      List<SendMessageBatchRequestEntry> entries =
          IntStream.range(0, TEN)
              .mapToObj(i ->
                  SendMessageBatchRequestEntry.builder()
                      .id(Integer.toString(i))
                      .messageBody(body)
                      .build())
              .toList();
      inThreads(
          SENDERS,
          () -> {
            for (int sent = 0; sent < count / SENDERS; sent += TEN) {
              client.sendMessageBatch(request -> request.queueUrl(url(queue)).entries(entries));
            }
          });
    }

    @Override
    public void drain(String queue, BacklogWindow window) {
      inThreads(
          CONSUMERS,
          () -> {
            while (window.left() > 0) {
              window.settled(receive(url(queue)));
            }
          });
    }

    private static void inThreads(int count, Runnable work) {
      try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
        for (int i = 0; i < count; i++) {
          threads.execute(work);
        }
      }
    }

    private int receive(String url) {
      List<Message> messages =
          client
              .receiveMessage(request ->
                  request
                      .queueUrl(url)
                      .maxNumberOfMessages(TEN)
                      .waitTimeSeconds(1)
                      .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                      .messageAttributeNames("All"))
              .messages();
      List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
      for (Message message : messages) {
        entries.add(
            DeleteMessageBatchRequestEntry.builder()
                .id(Integer.toString(entries.size()))
                .receiptHandle(message.receiptHandle())
                .build());
      }
      if (!entries.isEmpty()) {
        client.deleteMessageBatch(request -> request.queueUrl(url).entries(entries));
      }
      return messages.size();
    }

    @Override
    public String source(String queue) {
      return """
      {"kind":"sqs","queueArn":"%s","endpoint":"%s","maxConcurrency":%d}\
      """
          .formatted(SqsServer.queueArn(queue), server.endpoint(), CONCURRENCY);
    }
  }
}
