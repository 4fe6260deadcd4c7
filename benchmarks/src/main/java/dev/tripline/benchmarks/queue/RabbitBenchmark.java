package dev.tripline.benchmarks.queue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import dev.tripline.benchmarks.load.BacklogWindow;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.RabbitServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// RabbitMQ: a Java function beside a bare consumer that acknowledges each message.
public final class RabbitBenchmark implements Benchmark {
  private static final int BACKLOG = 50_000;
  private static final int BATCH = 100;
  private static final int CONCURRENCY = 4;

  @Override
  public Report run() throws IOException, InterruptedException {
    Report report =
        new Report(
            "RabbitMQ",
            "A backlog of "
                + BACKLOG
                + " persistent messages of 1 KB in a classic queue. The bare consumer acknowledges"
                + " each message from the client's own thread, prefetch "
                + BATCH * CONCURRENCY
                + ". The trigger has batches of "
                + BATCH
                + ", "
                + CONCURRENCY
                + " at a time. "
                + QueueMeasurement.NOTE);
    Optional<String> missing = RabbitServer.whyUnavailable();
    if (missing.isPresent()) {
      System.out.println(missing.orElseThrow());
      return report;
    }
    try (RabbitServer server = RabbitServer.start();
        MeasuredDispatcher dispatcher = MeasuredDispatcher.onSqlite()) {
      ConnectionFactory factory = new ConnectionFactory();
      factory.setHost("127.0.0.1");
      factory.setPort(server.port());
      try (Connection connection = factory.newConnection()) {
        var broker = new Rabbit(connection, server.port());
        QueueMeasurement.Figures figures = new QueueMeasurement(broker, BACKLOG, dispatcher).run();
        figures.report(report);
        report.atMost(5, "publish to handler, p50", "ms", figures.latency());
      }
    } catch (TimeoutException e) {
      throw new IOException(e);
    }
    return report;
  }

  private static final class Rabbit implements QueueMeasurement.Broker {
    private final Connection connection;
    private final Channel channel;
    private final int port;

    Rabbit(Connection connection, int port) throws IOException {
      this.connection = connection;
      this.port = port;
      this.channel = connection.createChannel();
      channel.confirmSelect();
    }

    @Override
    public void open(String queue) throws IOException {
      channel.queueDeclare(queue, true, false, false, Map.of());
    }

    @Override
    public void send(String queue, int count, String body)
        throws IOException, InterruptedException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < count; i++) {
        channel.basicPublish("", queue, MessageProperties.MINIMAL_PERSISTENT_BASIC, bytes);
      }
      channel.waitForConfirms();
    }

    @Override
    public void drain(String queue, BacklogWindow window) throws IOException, InterruptedException {
      Channel own = connection.createChannel();
      own.basicQos(BATCH * CONCURRENCY);
      var bytes = new AtomicLong();
      own.basicConsume(
          queue,
          false,
          new DefaultConsumer(own) {
            @Override
            public void handleDelivery(
                String tag, Envelope envelope, BasicProperties properties, byte[] body)
                throws IOException {
              bytes.addAndGet(body.length);
              own.basicAck(envelope.getDeliveryTag(), false);
              window.settled(1);
            }
          });
      window.await();
      own.abort();
      if (bytes.get() != 1_024L * BACKLOG) {
        throw new IllegalStateException("the bare consumer got " + bytes + " bytes");
      }
    }

    @Override
    public String source(String queue) {
      return """
      {"kind":"rabbitmq","uri":"amqp://127.0.0.1:%d","queue":"%s","batchSize":%d,
       "batchWindowSeconds":0,"concurrency":%d}\
      """
          .formatted(port, queue, BATCH, CONCURRENCY);
    }
  }
}
