package dev.tripline.benchmarks;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import dev.tripline.testkit.server.RabbitServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/// RabbitMQ: a Java function beside a bare consumer that acknowledges each message.
final class RabbitBenchmark implements Benchmark {
  private static final int BACKLOG = 50_000;
  private static final int BATCH = 100;
  private static final int CONCURRENCY = 4;
  private static final String QUEUE = "bench";

  @Override
  public Report run() throws IOException, InterruptedException {
    Report report =
        new Report(
            "RabbitMQ",
            "A backlog of "
                + BACKLOG
                + " persistent messages of 1 KB in a classic queue. The bare consumer acknowledges"
                + " each message from the client's own thread, prefetch 400. The trigger has"
                + " batches of 100, four at a time, through a Java function that reads them as a"
                + " map. Latency is from before publishing to the handler, one message after"
                + " another.");
    Optional<String> missing = RabbitServer.whyUnavailable();
    if (missing.isPresent()) {
      System.out.println(missing.orElseThrow());
      return report;
    }
    try (RabbitServer server = RabbitServer.start();
        Dispatcher dispatcher = Dispatcher.onSqlite()) {
      ConnectionFactory factory = new ConnectionFactory();
      factory.setHost("127.0.0.1");
      factory.setPort(server.port());
      try (Connection connection = factory.newConnection()) {
        var broker = new Rabbit(connection, server.port());
        QueueMeasurement.Figures figures = new QueueMeasurement(broker, BACKLOG).run(dispatcher);
        report.beside("bare consumer, acknowledging", "messages/s", figures.bare());
        double bare = figures.bare().stream().sorted().toList().get(figures.bare().size() / 2);
        report.atLeast(0.6 * bare, "through a Java function", "messages/s", figures.function());
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
      channel.queueDeclare(QUEUE, true, false, false, Map.of());
      channel.confirmSelect();
    }

    @Override
    public void send(int count, String body) throws IOException, InterruptedException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < count; i++) {
        channel.basicPublish("", QUEUE, MessageProperties.MINIMAL_PERSISTENT_BASIC, bytes);
      }
      channel.waitForConfirms();
    }

    @Override
    public void drain(int count) throws IOException, InterruptedException {
      var left = new CountDownLatch(count);
      Channel own = connection.createChannel();
      own.basicQos(BATCH * CONCURRENCY);
      own.basicConsume(
          QUEUE,
          false,
          new DefaultConsumer(own) {
            @Override
            public void handleDelivery(
                String tag, Envelope envelope, BasicProperties properties, byte[] body)
                throws IOException {
              own.basicAck(envelope.getDeliveryTag(), false);
              left.countDown();
            }
          });
      left.await();
      own.abort();
    }

    @Override
    public String source() {
      return """
      {"kind":"rabbitmq","uri":"amqp://127.0.0.1:%d","queue":"%s","batchSize":%d,
       "batchWindowSeconds":0,"concurrency":%d}\
      """
          .formatted(port, QUEUE, BATCH, CONCURRENCY);
    }
  }
}
