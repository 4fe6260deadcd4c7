package dev.tripline.adapter.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.RecentlySettled;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.server.SqsServer;
import dev.tripline.testkit.source.QueueSourceContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Against a server that speaks the SQS protocol, with a visibility timeout of two seconds.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqsQueueSourceTest implements QueueSourceContract {
  private static final int VISIBILITY = 2;
  private static final Attempt FAILED =
      new Attempt(1, Instant.EPOCH, Duration.ZERO, "FunctionError", "Boom", "it failed");

  private SqsServer server;
  private TestQueue queue;

  @BeforeAll
  void start() {
    server = SqsServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void create(TestInfo test) {
    queue = new TestQueue(server, name(test), VISIBILITY);
  }

  private static String name(TestInfo test) {
    String method = test.getTestMethod().orElseThrow().getName();
    String shorter = method.substring(0, Math.min(70, method.length()));
    return method.contains("group") ? shorter + ".fifo" : shorter;
  }

  @AfterEach
  void disconnect() {
    queue.close();
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.noneOf(Capability.class);
  }

  @Override
  public QueueSource open() {
    return queue.open();
  }

  @Override
  public void send(List<String> bodies) {
    queue.send(bodies);
  }

  @Test
  void message_stays_hidden_for_as_long_as_it_is_held() throws Exception {
    send(List.of("slow"));
    try (QueueSource one = open();
        SqsQueue elsewhere = queue.reader();
        QueueSource other = elsewhere.open()) {
      List<Delivery> held = QueueSourceContract.take(one, 1);
      one.toPayload(held);
      assertThat(other.poll(1, Duration.ofSeconds(3L * VISIBILITY))).isEmpty();
      one.acknowledge(held);
      assertThat(queue.size()).isZero();
    }
  }

  @Test
  void what_no_function_has_seen_is_shown_again_at_once() throws Exception {
    try (var patient = new TestQueue(server, "patient", 600)) {
      patient.send(List.of("a"));
      try (QueueSource source = patient.open()) {
        QueueSourceContract.take(source, 1);
      }
      try (QueueSource source = patient.open()) {
        assertThat(QueueSourceContract.take(source, 1)).hasSize(1);
      }
    }
  }

  @Test
  void message_whose_receipt_went_stale_comes_again_as_settled_before() throws Exception {
    send(List.of("a"));
    try (QueueSource source = open()) {
      List<Delivery> first = QueueSourceContract.take(source, 1);
      // As if the heartbeat had failed for longer than the visibility timeout.
      source.retry(first, Duration.ZERO, null);
      List<Delivery> second = QueueSourceContract.take(source, 1);
      assertThat(second.getFirst().settledBefore()).isFalse();
      source.acknowledge(first);
      source.retry(second, Duration.ZERO, null);
      if (queue.size() > 0) {
        List<Delivery> third = QueueSourceContract.take(source, 1);
        assertThat(third.getFirst().settledBefore()).isTrue();
        source.acknowledge(third);
      }
      assertThat(queue.size()).isZero();
    }
  }

  @Test
  void group_is_handed_out_to_one_reader_at_a_time_and_in_order() throws Exception {
    for (int i = 0; i < 5; i++) {
      queue.send("g", "m" + i);
    }
    try (QueueSource one = open();
        QueueSource other = open()) {
      List<Delivery> first = QueueSourceContract.take(one, 2);
      assertThat(first).extracting(Delivery::group).containsOnly("g");
      assertThat(bodies(one, first)).containsExactly("m0", "m1");
      assertThat(other.poll(5, Duration.ofSeconds(1))).isEmpty();
      one.acknowledge(first);
      List<Delivery> next = QueueSourceContract.take(other, 3);
      assertThat(bodies(other, next)).containsExactly("m2", "m3", "m4");
      other.retry(next, Duration.ZERO, null);
      List<Delivery> again = new ArrayList<>(QueueSourceContract.take(one, 3));
      assertThat(bodies(one, again)).containsExactly("m2", "m3", "m4");
    }
  }

  @Test
  void missing_queue_is_an_outage_that_names_it() throws Exception {
    try (SqsClient client = server.client();
        var missing =
            new SqsQueue(
                client,
                new SqsQueueSettings(
                    SqsQueueArn.parse(SqsServer.queueArn("missing")), Duration.ofSeconds(1), false),
                new RecentlySettled(1),
                _ -> {});
        QueueSource source = missing.open()) {
      assertThatThrownBy(() -> source.poll(1, Duration.ofMillis(10)))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("missing");
    }
  }

  @Test
  void queue_that_hides_shorter_than_the_function_may_take_is_refused() throws Exception {
    assertThat(SqsQueueCheck.refusal(queue.client, queue.arn, Duration.ofSeconds(2))).isEmpty();
    assertThat(SqsQueueCheck.refusal(queue.client, queue.arn, Duration.ofSeconds(60)))
        .contains("Queue visibility timeout: 2 seconds is less than Function timeout: 60 seconds");
    SqsQueueArn missing = SqsQueueArn.parse(SqsServer.queueArn("nowhere"));
    assertThat(SqsQueueCheck.refusal(queue.client, missing, Duration.ofSeconds(1)))
        .contains(
            "Error occurred while ReceiveMessage. SQS Error Code:"
                + " AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue"
                + " does not exist.");
  }

  @Test
  void poll_under_way_is_waited_for_and_what_it_brings_is_given_back_at_once() throws Exception {
    try (var patient = new TestQueue(server, "closing", 600)) {
      QueueSource closing = patient.open();
      assertThat(closing.poll(10, Duration.ofMillis(10))).isEmpty();
      Thread closer = Thread.ofPlatform().start(closing::close);
      patient.send(List.of("late"));
      closer.join();
      try (QueueSource source = patient.open()) {
        assertThat(bodies(source, QueueSourceContract.take(source, 1))).containsExactly("late");
      }
    }
  }

  @Test
  void message_that_was_not_tried_is_shown_again_at_once() throws Exception {
    try (var patient = new TestQueue(server, "untried", 600)) {
      patient.send(List.of("a"));
      try (QueueSource source = patient.open()) {
        List<Delivery> first = QueueSourceContract.take(source, 1);
        source.toPayload(first);
        source.retry(first, Duration.ZERO, null);
        assertThat(QueueSourceContract.take(source, 1))
            .extracting(Delivery::attempt)
            .containsExactly(2);
      }
    }
  }

  @Test
  void group_with_a_failure_is_received_one_by_one_until_all_of_it_is_done() throws Exception {
    for (int i = 0; i < 4; i++) {
      queue.send("g", "m" + i);
    }
    try (QueueSource source = open()) {
      List<Delivery> all = QueueSourceContract.take(source, 4);
      source.retry(all, Duration.ZERO, FAILED);
      for (int i = 0; i < 4; i++) {
        List<Delivery> one = takeSome(source);
        assertThat(bodies(source, one)).containsExactly("m" + i);
        assertThat(one).extracting(Delivery::attempt).containsExactly(2);
        if (i == 0) {
          // It fails again: those behind it do not lose another receive.
          source.retry(one, Duration.ZERO, FAILED);
          one = takeSome(source);
          assertThat(bodies(source, one)).containsExactly("m0");
        }
        source.acknowledge(one);
      }
      for (int i = 4; i < 7; i++) {
        queue.send("g", "m" + i);
      }
      assertThat(takeSome(source)).hasSize(3);
    }
  }

  /// Those of one receive.
  private static List<Delivery> takeSome(QueueSource source) throws InterruptedException {
    List<Delivery> some = List.of();
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (some.isEmpty() && System.nanoTime() < end) {
      some = source.poll(10, Duration.ofMillis(500));
    }
    return some;
  }

  @Test
  void fifo_queue_that_puts_messages_aside_early_is_warned_of() {
    assertThat(SqsQueueCheck.tooFewReceives(attributes(2), 10))
        .hasValueSatisfying(why -> assertThat(why).contains("maxReceiveCount: 2"));
    assertThat(SqsQueueCheck.tooFewReceives(attributes(2), 1)).isEmpty();
    assertThat(SqsQueueCheck.tooFewReceives(attributes(3), 10)).isEmpty();
    assertThat(SqsQueueCheck.tooFewReceives(attributes(null), 10)).isEmpty();
  }

  private static SqsQueueAttributes attributes(@Nullable Integer maxReceives) {
    return new SqsQueueAttributes(Duration.ofSeconds(30), maxReceives);
  }

  private static List<String> bodies(QueueSource source, List<Delivery> deliveries) {
    return deliveries.stream()
        .map(delivery ->
            new String(source.toRecord(delivery), java.nio.charset.StandardCharsets.UTF_8))
        .map(record -> record.replaceAll(".*\"body\":\"([^\"]*)\".*", "$1"))
        .toList();
  }
}
