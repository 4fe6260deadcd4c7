package dev.tripline.adapter.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.server.RabbitServer;
import dev.tripline.testkit.source.QueueSourceContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Against a real RabbitMQ with its management API.
class RabbitQueueCheckTest {

  @Test
  void queue_that_takes_messages_away_is_warned_of() throws Exception {
    Optional<String> missing = RabbitServer.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    try (RabbitServer server = RabbitServer.startManaged();
        TestBroker broker = new TestBroker(server.port())) {
      broker.declare("plain", Map.of());
      broker.declare("drops / it", Map.of("x-queue-type", "quorum", "x-delivery-limit", 3));
      broker.declare(
          "hands-over",
          Map.of(
              "x-queue-type",
              "quorum",
              "x-delivery-limit",
              5,
              "x-dead-letter-exchange",
              "elsewhere"));
      broker.declare("forgets", Map.of("x-message-ttl", 60_000, "x-max-length", 10));
      assertThat(warnings(server, "plain")).isEmpty();
      assertThat(warnings(server, "drops / it"))
          .singleElement()
          .asString()
          .contains("drops, because it has no dead-letter exchange", "more than 3 times");
      assertThat(warnings(server, "hands-over"))
          .singleElement()
          .asString()
          .contains("hands over to exchange 'elsewhere'", "more than 5 times");
      assertThat(warnings(server, "forgets"))
          .hasSize(2)
          .anyMatch(warning -> warning.contains("60000 ms (message-ttl)"))
          .anyMatch(warning -> warning.contains("(max-length)"));
      broker.declare("short-lived", Map.of("x-expires", 600_000));
      assertThat(warnings(server, "short-lived"))
          .singleElement()
          .asString()
          .contains("nobody reads it for 600000 ms");
      broker.declareTransient("passing");
      assertThat(warnings(server, "passing"))
          .hasSize(2)
          .anyMatch(warning -> warning.contains("(auto-delete)"))
          .anyMatch(warning -> warning.contains("(not durable)"));
      broker.declare("ordered", Map.of("x-single-active-consumer", true));
      assertThat(warnings(server, "ordered"))
          .singleElement()
          .asString()
          .contains("(single-active-consumer)");
      assertThat(warnings(server, "nowhere"))
          .singleElement()
          .asString()
          .contains("the management API answers 404");
    }
  }

  @Test
  void stream_is_refused_and_queues_of_any_type_are_not() throws Exception {
    Optional<String> missing = RabbitServer.whyUnavailable();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    try (RabbitServer server = RabbitServer.start();
        TestBroker broker = new TestBroker(server.port())) {
      broker.declare("log", Map.of("x-queue-type", "stream"));
      broker.declare("classic", Map.of());
      broker.declare("lazy", Map.of("x-queue-mode", "lazy", "x-max-priority", 5));
      broker.declare("quorum", Map.of("x-queue-type", "quorum", "x-delivery-limit", 1));
      broker.send("classic", List.of("a"));
      broker.send("log", List.of("a"));
      assertThat(refusal(server, "log"))
          .hasValueSatisfying(why -> assertThat(why).contains("log", "stream"));
      assertThat(refusal(server, "classic")).isEmpty();
      assertThat(refusal(server, "lazy")).isEmpty();
      assertThat(refusal(server, "quorum")).isEmpty();
      assertThat(refusal(server, "nowhere")).isEmpty();
      try (QueueSource source = broker.source("classic", 10)) {
        // It was not handed out by the check.
        List<Delivery> first = QueueSourceContract.take(source, 1);
        assertThat(new String(source.toRecord(first.getFirst()), StandardCharsets.UTF_8))
            .contains("\"redelivered\":false");
      }
      try (QueueSource source = broker.source("log", 10)) {
        assertThatThrownBy(() -> source.poll(1, Duration.ofMillis(10)))
            .isInstanceOf(SourceUnavailableException.class)
            .hasMessageContaining("it is a stream");
      }
    }
  }

  @Test
  void stream_that_is_just_being_made_is_not_taken_for_a_queue() throws Exception {
    assumeTrue(RabbitServer.whyUnavailable().isEmpty(), "no RabbitMQ");
    ConnectionFactory factory = new ConnectionFactory();
    try (RabbitServer server = RabbitServer.start()) {
      factory.setHost("127.0.0.1");
      factory.setPort(server.port());
      try (Connection maker = factory.newConnection()) {
        for (int round = 0; round < 15; round++) {
          String queue = "log" + round;
          Thread declaring = Thread.ofVirtual().start(() -> declareStream(maker, queue));
          boolean told = false;
          while (!told) {
            told = toldOrUnknown(factory, queue);
          }
          declaring.join();
        }
      }
    }
  }

  /// Fails if the stream is there and said to be a queue.
  private static boolean toldOrUnknown(ConnectionFactory factory, String queue) throws Exception {
    try (Connection reader = factory.newConnection()) {
      if (!exists(reader, queue)) {
        return false;
      }
      assertThat(StreamProbe.isStream(reader, queue)).as(queue).isTrue();
      return true;
    } catch (IOException | ShutdownSignalException unknown) {
      return false; // the broker breaks such a connection off now and then
    }
  }

  private static void declareStream(Connection connection, String queue) {
    try (Channel channel = connection.createChannel()) {
      channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "stream"));
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean exists(Connection connection, String queue) throws Exception {
    Channel channel = connection.createChannel();
    try {
      channel.queueDeclarePassive(queue);
      channel.close();
      return true;
    } catch (IOException notThere) {
      return false;
    }
  }

  private static Optional<String> refusal(RabbitServer server, String queue) {
    return RabbitQueueCheck.refusal(
        new RabbitEndpoint("127.0.0.1", server.port(), false, "/", "guest", "guest"), queue);
  }

  @Test
  void policy_counts_and_an_argument_counts_before_it() {
    assertThat(
            RabbitQueueCheck.warnings(
                "q",
                JsonMapper.shared()
                    .readTree(
                        """
                        {"arguments":{"x-message-ttl":5},
                         "effective_policy_definition":{"message-ttl":9,"delivery-limit":2,
                          "max-length":3,"overflow":"reject-publish"}}
                        """)))
        .hasSize(3)
        .anyMatch(warning -> warning.contains("2 times"))
        .anyMatch(warning -> warning.contains("overflow reject-publish"))
        .anyMatch(warning -> warning.contains("longer than 5 ms"));
  }

  @Test
  void api_that_cannot_be_asked_is_a_warning_without_the_password() throws Exception {
    var endpoint = new RabbitEndpoint("127.0.0.1", 1, false, "/", "guest", "topsecret");
    assertThat(RabbitQueueCheck.warnings(endpoint, 1, "q"))
        .singleElement()
        .asString()
        .contains("queue q", "cannot be asked")
        .doesNotContain("topsecret");
  }

  private static List<String> warnings(RabbitServer server, String queue) throws Exception {
    var endpoint = new RabbitEndpoint("127.0.0.1", server.port(), false, "/", "guest", "guest");
    return RabbitQueueCheck.warnings(endpoint, server.managementPort(), queue);
  }
}
