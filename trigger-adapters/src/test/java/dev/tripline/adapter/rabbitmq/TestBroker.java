package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import dev.tripline.spi.source.RecentlySettled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Talks to a broker as a publisher of events would.
final class TestBroker implements AutoCloseable {
  private final int port;
  private final Connection connection;
  private final Channel channel;

  TestBroker(int port) throws Exception {
    this.port = port;
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(5_000);
    factory.setChannelRpcTimeout(10_000);
    connection = factory.newConnection();
    try {
      channel = connection.createChannel();
      channel.confirmSelect();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  void declare(String queue, Map<String, Object> arguments) throws Exception {
    channel.queueDeclare(queue, true, false, false, arguments);
  }

  void declareTransient(String queue) throws Exception {
    channel.queueDeclare(queue, false, false, true, Map.of());
  }

  /// @throws IOException if there is no such queue
  void require(String queue) throws IOException {
    channel.queueDeclarePassive(queue);
  }

  void delete(String queue) throws Exception {
    channel.queueDelete(queue);
  }

  void send(String queue, List<String> bodies) throws Exception {
    for (String body : bodies) {
      channel.basicPublish(
          "",
          queue,
          true,
          MessageProperties.MINIMAL_PERSISTENT_BASIC,
          body.getBytes(StandardCharsets.UTF_8));
    }
    channel.waitForConfirmsOrDie(20_000);
  }

  void send(String queue, BasicProperties properties, byte[] body) throws Exception {
    channel.basicPublish("", queue, true, properties, body);
    channel.waitForConfirmsOrDie(20_000);
  }

  RabbitQueueSource source(String queue, int prefetch) {
    return source(port, queue, prefetch);
  }

  static RabbitQueueSource source(int port, String queue, int prefetch) {
    return new RabbitQueueSource(
        new RabbitQueueSettings(
            new RabbitEndpoint("127.0.0.1", port, false, "/", "guest", "guest"),
            queue,
            "arn:aws:mq:us-east-1:000000000000:broker:test:b-1",
            prefetch,
            Duration.ofSeconds(10)),
        new RecentlySettled(1_000),
        InstantSource.system());
  }

  @Override
  public void close() {
    connection.abort(5_000);
  }
}
