package dev.tripline.benchmarks;

import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.SqsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// SQS: a Java function beside bare consumers that delete what they receive.
final class SqsBenchmark implements Benchmark {
  private static final int BACKLOG = 20_000;
  private static final int CONCURRENCY = 5;
  private static final int TEN = 10;

  @Override
  public Report run() throws IOException, InterruptedException {
    Report report =
        new Report(
            "SQS",
            "A backlog of "
                + BACKLOG
                + " messages of 1 KB in a standard queue of ElasticMQ, in memory. Five bare"
                + " consumers receive and delete ten at a time with the same client; the trigger"
                + " has batches of ten, at most five at a time, through a Java function that reads"
                + " them as a map. Latency is from before sending to the handler. The bare"
                + " consumers are no fair peer yet: each pair of their calls waits about 70 ms, for"
                + " a reason not found.");
    Path secret = Files.createTempFile("tripline-secret-", "");
    Files.writeString(secret, LocalAws.SECRET_KEY);
    Map<String, String> settings =
        Map.of(
            "tripline.aws.access-key-id",
            LocalAws.ACCESS_KEY,
            "tripline.aws.secret-access-key",
            "file:" + secret);
    try (SqsServer server = SqsServer.start();
        SqsClient client =
            LocalAws.at(server.endpoint(), SqsClient.builder())
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
        Dispatcher dispatcher = Dispatcher.onSqlite(settings)) {
      var broker = new Queue(client, server);
      QueueMeasurement.Figures figures = new QueueMeasurement(broker, BACKLOG).run(dispatcher);
      report.beside("bare consumers, deleting", "messages/s", figures.bare());
      report.plain("through a Java function", "messages/s", figures.function());
      report.plain("send to handler, p50", "ms", figures.latency());
    } finally {
      Files.delete(secret);
    }
    return report;
  }

  private static final class Queue implements QueueMeasurement.Broker {
    private final SqsClient client;
    private final SqsServer server;
    private final String url;

    Queue(SqsClient client, SqsServer server) {
      this.client = client;
      this.server = server;
      this.url = client.createQueue(request -> request.queueName("bench")).queueUrl();
    }

    @Override
    public void send(int count, String body) {
      if (count == 1) {
        client.sendMessage(request -> request.queueUrl(url).messageBody(body));
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
      for (int sent = 0; sent < count; sent += TEN) {
        client.sendMessageBatch(request -> request.queueUrl(url).entries(entries));
      }
    }

    @Override
    public void drain(int count) throws InterruptedException {
      var left = new AtomicInteger(count);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < CONCURRENCY; i++) {
          threads.execute(() -> {
            while (left.get() > 0) {
              left.addAndGet(-receive());
            }
          });
        }
      }
    }

    private int receive() {
      List<Message> messages =
          client
              .receiveMessage(
                  request -> request.queueUrl(url).maxNumberOfMessages(TEN).waitTimeSeconds(1))
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
    public String source() {
      return """
      {"kind":"sqs","queueArn":"%s","endpoint":"%s","maxConcurrency":%d}\
      """
          .formatted(SqsServer.queueArn("bench"), server.endpoint(), CONCURRENCY);
    }
  }
}
