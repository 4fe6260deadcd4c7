package dev.tripline.dispatcher.fire;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import dev.tripline.testkit.proof.order.KeyedRecord;
import dev.tripline.testkit.proof.order.OrderHistory.Death;
import dev.tripline.testkit.proof.order.OrderRules;
import dev.tripline.testkit.server.RabbitServer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A durable queue of RabbitMQ, which promises no order to more than one consumer.
final class RabbitFire implements FireSource {
  private static final String QUEUE = "orders";
  private static final int BATCH = 20;
  private static final int ATTEMPTS = 3;
  private static final long CONFIRM_MILLIS = 10_000;
  private static final long RECONNECT_MILLIS = 200;

  private final RabbitServer server = RabbitServer.start();
  private @Nullable Connection connection;
  private final Map<Thread, Channel> channels = new ConcurrentHashMap<>();

  RabbitFire() {
    try (Channel channel = connection().createChannel()) {
      channel.queueDeclare(QUEUE, true, false, false, Map.of());
      server.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException("the queue cannot be declared", e);
    }
  }

  /// Waits while the broker is down.
  private synchronized Connection connection()
      throws IOException, TimeoutException, InterruptedException {
    Connection open = connection;
    while (open == null || !open.isOpen()) {
      ConnectionFactory factory = new ConnectionFactory();
      factory.setHost("127.0.0.1");
      factory.setPort(server.port());
      factory.setAutomaticRecoveryEnabled(false);
      try {
        open = factory.newConnection();
      } catch (ConnectException _) {
        wait(RECONNECT_MILLIS);
      }
    }
    connection = open;
    return open;
  }

  @Override
  public void send(KeyedRecord record) throws Exception {
    Channel channel = channels.get(Thread.currentThread());
    if (channel == null || !channel.isOpen()) {
      channel = connection().createChannel();
      channel.confirmSelect();
      channels.put(Thread.currentThread(), channel);
    }
    byte[] body = record.body().getBytes(StandardCharsets.UTF_8);
    channel.basicPublish("", QUEUE, MessageProperties.PERSISTENT_BASIC, body);
    channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
  }

  @Override
  public OrderRules rules() {
    return new OrderRules(false, ATTEMPTS, Duration.ofSeconds(30), 10 * BATCH);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of();
  }

  @Override
  public String form() {
    return """
    {"kind":"rabbitmq","host":"127.0.0.1","port":%d,"queue":"%s","batchSize":%d,
     "batchWindowSeconds":0.05,"maxAttempts":%d,"reportBatchItemFailures":true,
     "backoff":{"initialSeconds":0.2,"maxSeconds":1}}
    """
        .formatted(server.port(), QUEUE, BATCH, ATTEMPTS);
  }

  @Override
  public List<Strike> strikes() {
    return List.of(
        new Strike(
            "broker killed",
            true,
            () -> {
              server.kill();
              server.startAgain();
            }));
  }

  @Override
  public void reshard() {}

  @Override
  public List<Death> putAside() {
    return List.of();
  }

  @Override
  public void close() {
    Connection open = connection;
    if (open != null) {
      open.abort();
    }
    server.close();
  }
}
