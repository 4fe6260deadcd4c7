package dev.tripline.testkit.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The contract of [QueueSource]. Each test has a queue of its own, empty at first.
public interface QueueSourceContract {

  /// A source on this test's queue; the test closes it.
  QueueSource open();

  /// Puts messages into this test's queue, durably, in this order.
  void send(List<String> bodies) throws Exception;

  /// Differences between queues.
  enum Capability {
    /// A message that is given back comes again after the delay that was asked for; elsewhere, when the
    /// queue chooses.
    DELAY,
    /// Only giving a message back raises its attempt; elsewhere, handing it out does.
    COUNTS_GIVING_BACK,
    /// A message carries what came of its earlier attempts; elsewhere, there is no place for it.
    KEEPS_ATTEMPTS
  }

  /// The abilities of this test's queue.
  default Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  /// The number of messages that are in flight at once; the source must hand out as many unsettled.
  int MANY = 50;

  @Test
  default void empty_queue_answers_nothing_after_the_wait() throws Exception {
    try (QueueSource source = open()) {
      assertThat(source.poll(10, Duration.ofMillis(100))).isEmpty();
    }
  }

  @Test
  default void poll_waits_for_a_first_message_only() throws Exception {
    try (QueueSource source = open()) {
      assertThat(source.poll(10, Duration.ofMillis(10))).isEmpty();
      send(List.of("a"));
      assertThat(source.poll(10, Duration.ofSeconds(60))).hasSize(1);
    }
  }

  @Test
  default void poll_hands_out_at_most_as_many_as_asked_for() throws Exception {
    send(bodies(MANY));
    try (QueueSource source = open()) {
      List<Delivery> first = source.poll(3, Duration.ofSeconds(10));
      assertThat(first).hasSizeBetween(1, 3);
      List<Delivery> all = new ArrayList<>(first);
      all.addAll(take(source, MANY - first.size()));
      assertThat(all).extracting(Delivery::id).doesNotHaveDuplicates();
      assertThat(all).extracting(Delivery::attempt).containsOnly(1);
      assertThat(bodiesIn(source, all)).isEqualTo(new HashSet<>(bodies(MANY)));
    }
  }

  @Test
  default void settled_message_is_not_delivered_again() throws Exception {
    send(List.of("a", "b"));
    try (QueueSource source = open()) {
      source.acknowledge(take(source, 2));
    }
    try (QueueSource source = open()) {
      assertThat(source.poll(10, Duration.ofMillis(500))).isEmpty();
    }
  }

  @Test
  default void unsettled_message_comes_again_from_the_queue() throws Exception {
    send(List.of("a", "b"));
    try (QueueSource source = open()) {
      List<Delivery> both = take(source, 2);
      source.acknowledge(List.of(both.get(1)));
    }
    try (QueueSource source = open()) {
      boolean uncounted = capabilities().contains(Capability.COUNTS_GIVING_BACK);
      assertThat(take(source, 1)).extracting(Delivery::attempt).containsExactly(uncounted ? 1 : 2);
    }
  }

  @Test
  default void messages_are_settled_in_any_order() throws Exception {
    send(bodies(5));
    try (QueueSource source = open()) {
      List<Delivery> all = take(source, 5);
      source.acknowledge(List.of(all.get(4), all.get(0)));
      source.retry(List.of(all.get(2)), Duration.ZERO, null);
      source.acknowledge(List.of(all.get(3), all.get(1)));
      List<Delivery> again = take(source, 1);
      assertThat(again).extracting(Delivery::attempt).containsExactly(2);
      source.acknowledge(again);
      assertThat(source.poll(10, Duration.ofMillis(300))).isEmpty();
    }
  }

  @Test
  default void message_given_back_comes_again_with_its_attempt_raised() throws Exception {
    send(List.of("a"));
    try (QueueSource source = open()) {
      source.retry(take(source, 1), Duration.ofMillis(500), null);
      List<Delivery> again = take(source, 1);
      assertThat(again).extracting(Delivery::attempt).containsExactly(2);
      assertThat(bodiesIn(source, again)).containsExactly("a");
    }
  }

  @Test
  default void delay_of_a_message_given_back_is_the_one_asked_for_or_the_queues_own()
      throws Exception {
    send(List.of("a"));
    try (QueueSource source = open()) {
      source.retry(take(source, 1), Duration.ofSeconds(60), null);
      if (capabilities().contains(Capability.DELAY)) {
        assertThat(source.poll(1, Duration.ofSeconds(3))).isEmpty();
      } else {
        assertThat(take(source, 1)).hasSize(1);
      }
    }
  }

  @Test
  default void message_that_waits_for_its_next_attempt_does_not_hold_up_others() throws Exception {
    send(List.of("slow"));
    try (QueueSource source = open()) {
      source.retry(take(source, 1), Duration.ofSeconds(30), null);
      send(List.of("quick"));
      List<Delivery> next = take(source, 1);
      assertThat(bodiesIn(source, next)).containsExactly("quick");
    }
  }

  @Test
  default void attempts_are_counted_across_sources() throws Exception {
    send(List.of("a"));
    for (int attempt = 1; attempt <= 4; attempt++) {
      try (QueueSource source = open()) {
        List<Delivery> one = take(source, 1);
        assertThat(one).extracting(Delivery::attempt).containsExactly(attempt);
        source.retry(one, Duration.ofMillis(50), null);
      }
    }
  }

  @Test
  default void what_came_of_earlier_attempts_is_told_across_sources_where_the_queue_keeps_it()
      throws Exception {
    send(List.of("a"));
    List<Attempt> failed = List.of(attempt(1), attempt(2));
    for (Attempt one : failed) {
      try (QueueSource source = open()) {
        source.retry(take(source, 1), Duration.ofMillis(50), one);
      }
    }
    try (QueueSource source = open()) {
      boolean kept = capabilities().contains(Capability.KEEPS_ATTEMPTS);
      assertThat(take(source, 1).getFirst().earlier()).isEqualTo(kept ? failed : List.of());
    }
  }

  private static Attempt attempt(int number) {
    return new Attempt(
        number,
        Instant.ofEpochMilli(1_767_225_600_123L + number),
        Duration.ofMillis(7L * number),
        "FunctionError",
        number == 1 ? null : "Boom",
        "attempt " + number + " failed, \u00e4rgerlich");
  }

  @Test
  default void size_is_about_what_a_message_takes_in_the_payload() throws Exception {
    send(List.of("x".repeat(10_000)));
    try (QueueSource source = open()) {
      List<Delivery> one = take(source, 1);
      long payload = source.toPayload(one).length;
      assertThat(one.getFirst().size()).isBetween(payload - 1_000, payload + 100);
    }
  }

  /// Polls until so many have come; fails after 20 s.
  static List<Delivery> take(QueueSource source, int count) throws InterruptedException {
    List<Delivery> all = new ArrayList<>();
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (all.size() < count && System.nanoTime() < end) {
      all.addAll(source.poll(count - all.size(), Duration.ofMillis(500)));
    }
    assertThat(all).hasSize(count);
    return all;
  }

  /// The bodies found in a payload, which holds them in base64 or as text.
  private static Set<String> bodiesIn(QueueSource source, List<Delivery> deliveries) {
    Set<String> found = new HashSet<>();
    for (Delivery delivery : deliveries) {
      String payload = new String(source.toPayload(List.of(delivery)), StandardCharsets.UTF_8);
      for (String body : CANDIDATES) {
        String base64 = Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));
        if (payload.contains("\"" + base64 + "\"") || payload.contains("\"" + body + "\"")) {
          found.add(body);
        }
      }
    }
    return found;
  }

  List<String> CANDIDATES =
      Stream.concat(bodies(MANY).stream(), Stream.of("a", "quick", "slow")).toList();

  private static List<String> bodies(int count) {
    return IntStream.range(0, count).mapToObj(i -> "message-" + i).toList();
  }
}
