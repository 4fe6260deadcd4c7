package dev.tripline.adapter.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.RecentlySettled;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.server.RabbitServer;
import dev.tripline.testkit.source.QueueSourceContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/// Against a real RabbitMQ, whose word is final, on quorum queues.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RabbitQueueSourceTest implements QueueSourceContract {
  private RabbitServer server;
  private TestBroker broker;
  private String queue;

  @BeforeAll
  void start() {
    Optional<String> missing = RabbitServer.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    server = RabbitServer.start();
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void declare(TestInfo test) throws Exception {
    broker = new TestBroker(server.port());
    queue = test.getTestMethod().orElseThrow().getName();
    broker.declare(queue, Map.of("x-queue-type", "quorum"));
  }

  @AfterEach
  void disconnect() {
    broker.close();
  }

  @Override
  public QueueSource open() {
    return broker.source(queue, MANY);
  }

  @Override
  public void send(List<String> bodies) throws Exception {
    broker.send(queue, bodies);
  }

  @Test
  void consumer_that_the_broker_cancels_is_subscribed_again() throws Exception {
    try (QueueSource source = open()) {
      assertThat(source.poll(1, Duration.ofMillis(200))).isEmpty();
      broker.delete(queue);
      // Until the cancellation has arrived, and then: there is no queue to subscribe to.
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 50; i++) {
                  source.poll(1, Duration.ofMillis(200));
                }
              })
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("NOT_FOUND");
      broker.declare(queue, Map.of());
      send(List.of("a"));
      assertThat(QueueSourceContract.take(source, 1)).hasSize(1);
    }
  }

  @Test
  void source_that_finishes_hands_out_what_it_has_and_takes_no_more() throws Exception {
    send(List.of("a", "b", "c"));
    try (QueueSource source = open()) {
      List<Delivery> all = new ArrayList<>(QueueSourceContract.take(source, 1));
      while (source.finish()) {
        all.addAll(source.poll(10, Duration.ofMillis(100)));
      }
      assertThat(all).hasSize(3);
      send(List.of("d"));
      assertThat(source.poll(10, Duration.ofMillis(500))).isEmpty();
      source.acknowledge(all);
    }
    try (QueueSource source = open()) {
      // It was never handed out.
      Delivery next = QueueSourceContract.take(source, 1).getFirst();
      assertThat(new String(source.toRecord(next), StandardCharsets.UTF_8))
          .contains("\"redelivered\":false");
    }
  }

  @Test
  void copies_of_a_message_and_what_the_broker_brings_back_have_one_identity() throws Exception {
    send(List.of("a"));
    String identity;
    try (QueueSource source = open()) {
      source.retry(QueueSourceContract.take(source, 1), Duration.ZERO, null);
      Delivery copy = QueueSourceContract.take(source, 1).getFirst();
      identity = copy.identity();
      assertThat(identity).isNotNull();
    }
    try (QueueSource source = open()) {
      List<Delivery> again = QueueSourceContract.take(source, 1);
      assertThat(again).extracting(Delivery::identity).containsExactly(identity);
      source.retry(again, Duration.ZERO, null);
      assertThat(QueueSourceContract.take(source, 1))
          .extracting(Delivery::identity)
          .containsExactly(identity);
    }
  }

  @Test
  void message_given_back_keeps_what_its_publisher_said() throws Exception {
    var properties =
        new BasicProperties.Builder()
            .contentType("application/x-java-serialized-object")
            .headers(Map.of("CC", List.of("elsewhere"), "name", "value"))
            .deliveryMode(2)
            .expiration("600000")
            .userId("guest")
            .messageId("m-1")
            .build();
    byte[] garbage = {(byte) 0xac, (byte) 0xed, 0, 5, 's', 'r'};
    broker.send(queue, properties, garbage);
    try (QueueSource source = open()) {
      List<Delivery> first = QueueSourceContract.take(source, 1);
      assertThat(first).extracting(Delivery::id).containsExactly("m-1");
      source.retry(first, Duration.ZERO, null);
      List<Delivery> again = QueueSourceContract.take(source, 1);
      String payload = new String(source.toPayload(again), StandardCharsets.UTF_8);
      assertThat(payload)
          .contains("\"data\":\"rO0ABXNy\"")
          .contains("\"expiration\":\"600000\"")
          .contains("\"userId\":\"guest\"")
          .contains("\"redelivered\":true")
          .contains("\"CC\":")
          .doesNotContain("x-tripline");
    }
  }

  @Test
  void headers_that_just_fit_into_a_frame_come_again_without_what_came_of_the_attempt()
      throws Exception {
    var properties =
        new BasicProperties.Builder().headers(Map.of("long", "x".repeat(130_600))).build();
    broker.send(queue, properties, new byte[] {1});
    var failed =
        new Attempt(
            1, Instant.EPOCH, Duration.ZERO, "FunctionError", "Boom", "it failed ".repeat(50));
    try (QueueSource source = open()) {
      source.retry(QueueSourceContract.take(source, 1), Duration.ZERO, failed);
      Delivery again = QueueSourceContract.take(source, 1).getFirst();
      assertThat(again.attempt()).isEqualTo(2);
      assertThat(again.earlier()).isEmpty();
    }
  }

  @Test
  void second_message_of_one_id_is_named_by_its_delivery_tag() throws Exception {
    var properties = new BasicProperties.Builder().messageId("same").build();
    broker.send(queue, properties, new byte[] {1});
    broker.send(queue, properties, new byte[] {2});
    try (QueueSource source = open()) {
      assertThat(QueueSourceContract.take(source, 2))
          .extracting(Delivery::id)
          .containsExactly("same", "2");
    }
  }

  @Test
  void wrong_password_is_an_outage_that_says_so_and_hides_the_password() {
    var settings =
        new RabbitQueueSettings(
            new RabbitEndpoint("127.0.0.1", server.port(), false, "/", "guest", "topsecret"),
            queue,
            "arn",
            1,
            Duration.ofSeconds(5));
    try (var source =
        new RabbitQueueSource(
            settings, new RecentlySettled(10), java.time.InstantSource.system())) {
      assertThatThrownBy(() -> source.poll(1, Duration.ofMillis(10)))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining(queue)
          .message()
          .doesNotContain("topsecret");
    }
  }
}
