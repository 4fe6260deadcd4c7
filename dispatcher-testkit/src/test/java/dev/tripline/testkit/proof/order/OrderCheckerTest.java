package dev.tripline.testkit.proof.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.proof.Violation;
import dev.tripline.testkit.proof.Violation.Kind;
import dev.tripline.testkit.proof.order.OrderHistory.Death;
import dev.tripline.testkit.proof.order.OrderHistory.End;
import dev.tripline.testkit.proof.order.OrderHistory.Run;
import dev.tripline.testkit.proof.order.OrderHistory.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OrderCheckerTest {
  private static final int ATTEMPTS = 2;
  private static final KeyedRecord FIRST = harmless(0);
  private static final KeyedRecord SECOND = harmless(FIRST.sequence() + 1);
  private static final KeyedRecord THIRD = harmless(SECOND.sequence() + 1);
  private static final KeyedRecord POISON = first(Behaviour.POISON, 0);
  private static final KeyedRecord BEHIND_POISON = new KeyedRecord("k", POISON.sequence() + 1);

  private final List<Sent> sent = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private final List<Death> deaths = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private boolean ordered = true;

  private static KeyedRecord harmless(long from) {
    return first(Behaviour.OK, from);
  }

  private static KeyedRecord first(Behaviour behaviour, long from) {
    return LongStream.range(from, from + 10_000)
        .mapToObj(sequence -> new KeyedRecord("k", sequence))
        .filter(record -> Behaviour.of(record) == behaviour)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void behaviours_are_as_frequent_as_promised() {
    List<Behaviour> all =
        LongStream.range(0, 64_000)
            .mapToObj(n -> Behaviour.of(new KeyedRecord("k" + n % 64, n / 64)))
            .toList();

    assertThat(all.stream().filter(Behaviour.POISON::equals).count()).isBetween(400L, 900L);
    assertThat(all.stream().filter(Behaviour.ONCE::equals).count()).isBetween(2_500L, 4_000L);
  }

  @Test
  void delivered_retried_and_dead_records_are_fine() {
    taken(FIRST, SECOND, POISON, BEHIND_POISON);
    ran(FIRST, End.OK, 1_000);
    ran(SECOND, End.FAILED, 1_100);
    ran(SECOND, End.OK, 1_200);
    dies(2_000);
    ran(BEHIND_POISON, End.OK, 2_500);

    assertThat(kinds()).isEmpty();
  }

  @Test
  void record_that_always_came_behind_a_poison_may_be_put_aside_with_it() {
    taken(POISON, BEHIND_POISON);
    for (int i = 0; i < ATTEMPTS; i++) {
      ran(POISON, End.FAILED, 1_000 + i);
      ran(BEHIND_POISON, End.HELD, 1_000 + i);
    }
    deaths.add(new Death(POISON, null));
    deaths.add(new Death(BEHIND_POISON, null));

    assertThat(kinds()).isEmpty();
  }

  @Test
  void record_that_seldom_came_behind_a_poison_is_put_aside_too_early() {
    taken(POISON, BEHIND_POISON);
    for (int i = 0; i < ATTEMPTS; i++) {
      ran(POISON, End.FAILED, 1_000 + i);
    }
    ran(BEHIND_POISON, End.HELD, 1_000);
    deaths.add(new Death(POISON, null));
    deaths.add(new Death(BEHIND_POISON, null));

    assertThat(kinds()).containsExactly(Kind.DEAD_TOO_EARLY);
  }

  @Test
  void record_that_nobody_saw_is_lost() {
    taken(FIRST, SECOND);
    ran(FIRST, End.OK, 1_000);

    assertThat(kinds()).containsExactly(Kind.LOST);
  }

  @Test
  void record_whose_batch_was_undone_is_lost() {
    taken(FIRST);
    ran(FIRST, End.UNDONE, 1_000);

    assertThat(kinds()).containsExactly(Kind.LOST);
  }

  @Test
  void record_that_was_not_taken_may_be_missing() {
    taken(FIRST, THIRD);
    sent.add(new Sent(SECOND, false));
    ran(FIRST, End.OK, 1_000);
    ran(THIRD, End.OK, 1_100);

    assertThat(kinds()).isEmpty();
  }

  @Test
  void record_that_was_never_sent_is_seen() {
    ran(FIRST, End.OK, 1_000);

    assertThat(kinds()).containsExactly(Kind.NEVER_SENT);
  }

  @Test
  void later_record_before_the_earlier_one_is_seen() {
    taken(FIRST, SECOND);
    ran(SECOND, End.OK, 1_000);
    ran(FIRST, End.OK, 1_000);

    assertThat(kinds()).containsExactly(Kind.OUT_OF_ORDER);
  }

  @Test
  void later_record_between_failure_and_retry_of_the_earlier_one_is_seen() {
    taken(FIRST, SECOND);
    ran(FIRST, End.FAILED, 1_000);
    ran(SECOND, End.OK, 1_100);
    ran(FIRST, End.OK, 1_200);

    assertThat(kinds()).containsExactly(Kind.OUT_OF_ORDER);
  }

  @Test
  void later_record_behind_a_failure_in_one_batch_is_seen() {
    taken(FIRST, SECOND);
    ran(FIRST, End.FAILED, 1_000, "one");
    ran(SECOND, End.OK, 1_000, "one");
    ran(FIRST, End.OK, 1_200, "two");

    assertThat(kinds()).containsExactly(Kind.OUT_OF_ORDER);
  }

  @Test
  void batch_that_is_undone_and_run_again_is_in_order() {
    taken(FIRST, SECOND, THIRD);
    ran(FIRST, End.UNDONE, 1_000, "one");
    ran(SECOND, End.UNDONE, 1_000, "one");
    ran(THIRD, End.FAILED, 1_000, "one");
    ran(FIRST, End.OK, 1_200, "two");
    ran(SECOND, End.OK, 1_200, "two");
    ran(THIRD, End.OK, 1_300, "three");

    assertThat(kinds()).isEmpty();
  }

  @Test
  void order_does_not_matter_where_it_is_not_promised() {
    ordered = false;
    taken(FIRST, SECOND);
    ran(SECOND, End.OK, 1_000);
    ran(FIRST, End.OK, 1_100);

    assertThat(kinds()).isEmpty();
  }

  @Test
  void record_that_begins_before_the_poison_is_given_up_is_seen() {
    taken(POISON, BEHIND_POISON);
    dies(2_000);
    ran(BEHIND_POISON, End.OK, 1_900);

    assertThat(kinds()).containsExactly(Kind.OUT_OF_ORDER);
  }

  @Test
  void record_that_begins_before_the_last_attempt_of_the_poison_is_seen() {
    taken(POISON, BEHIND_POISON);
    ran(POISON, End.FAILED, 1_000);
    ran(BEHIND_POISON, End.OK, 1_100);
    ran(POISON, End.FAILED, 1_200);
    deaths.add(new Death(POISON, null));

    assertThat(kinds()).containsExactly(Kind.OUT_OF_ORDER);
  }

  @Test
  void poison_that_is_no_dead_letter_is_lost() {
    taken(POISON);
    ran(POISON, End.FAILED, 1_000);
    ran(POISON, End.FAILED, 1_100);

    assertThat(kinds()).containsExactly(Kind.LOST);
  }

  @Test
  void second_dead_letter_at_a_fault_is_a_duplicate_where_there_is_no_order() {
    ordered = false;
    taken(POISON);
    faults.add(new Fault("SIGKILL", 1_900, 2_000));
    dies(2_000);
    deaths.add(new Death(POISON, 2_100L));

    assertThat(kinds()).isEmpty();
  }

  @Test
  void second_dead_letter_is_seen() {
    taken(POISON);
    dies(2_000);
    deaths.add(new Death(POISON, 2_100L));

    assertThat(kinds()).containsExactly(Kind.DEAD_TWICE);
  }

  @Test
  void dead_letter_before_the_last_attempt_is_seen() {
    taken(POISON);
    ran(POISON, End.FAILED, 1_000);
    deaths.add(new Death(POISON, 2_000L));

    assertThat(kinds()).containsExactly(Kind.DEAD_TOO_EARLY);
  }

  @Test
  void dead_letter_of_a_harmless_record_is_seen() {
    taken(FIRST);
    ran(FIRST, End.UNDONE, 1_000);
    deaths.add(new Death(FIRST, 2_000L));

    assertThat(kinds()).containsExactly(Kind.DEAD_TOO_EARLY);
  }

  @Test
  void dead_letter_of_a_delivered_record_is_seen() {
    taken(FIRST);
    ran(FIRST, End.OK, 1_000);
    deaths.add(new Death(FIRST, 2_000L));

    assertThat(kinds()).containsExactly(Kind.DEAD_THOUGH_DELIVERED);
  }

  @Test
  void record_that_the_queue_gave_up_while_its_holder_was_paused_is_a_duplicate() {
    taken(FIRST, SECOND);
    ran(FIRST, End.HELD, 1_000);
    ran(FIRST, End.FAILED, 2_000);
    ran(SECOND, End.OK, 3_000);
    ran(FIRST, End.OK, 4_000);
    deaths.add(new Death(FIRST, null));
    faults.add(new Fault("SIGSTOP", 2_500, 3_900));

    assertThat(kinds()).isEmpty();

    faults.clear();

    assertThat(kinds()).containsExactlyInAnyOrder(Kind.DEAD_THOUGH_DELIVERED, Kind.OUT_OF_ORDER);
  }

  @Test
  void duplicate_without_a_fault_is_seen() {
    taken(FIRST);
    ran(FIRST, End.OK, 1_000);
    ran(FIRST, End.OK, 1_100);

    assertThat(kinds()).containsExactly(Kind.DUPLICATE_WITHOUT_FAULT);
  }

  @Test
  void poison_that_runs_after_it_was_given_up_is_a_duplicate() {
    taken(POISON);
    dies(2_000);
    ran(POISON, End.FAILED, 2_100);

    assertThat(kinds()).containsExactly(Kind.DUPLICATE_WITHOUT_FAULT);
  }

  @Test
  void replay_after_a_fault_is_explained() {
    faults.add(new Fault("SIGKILL", 10_000, 11_000));
    taken(FIRST, SECOND, THIRD);
    ran(FIRST, End.OK, 9_000);
    ran(SECOND, End.OK, 9_100);
    ran(THIRD, End.OK, 9_200);
    ran(SECOND, End.OK, 12_000);
    ran(THIRD, End.OK, 12_000);

    assertThat(kinds()).isEmpty();
    assertThat(verdict().duplicates().values()).containsExactly(2);
  }

  @Test
  void replay_long_after_a_fault_is_not_explained() {
    faults.add(new Fault("SIGKILL", 10_000, 11_000));
    taken(FIRST);
    ran(FIRST, End.OK, 9_000);
    ran(FIRST, End.OK, 20_000);

    assertThat(kinds()).containsExactly(Kind.DUPLICATE_WITHOUT_FAULT);
  }

  @Test
  void hole_in_a_replay_is_seen() {
    faults.add(new Fault("SIGKILL", 10_000, 11_000));
    taken(FIRST, SECOND, THIRD);
    ran(FIRST, End.OK, 8_000);
    ran(SECOND, End.OK, 8_100);
    ran(THIRD, End.OK, 8_200);
    ran(FIRST, End.OK, 12_000);
    ran(THIRD, End.OK, 12_000);

    assertThat(kinds()).containsExactly(Kind.HOLE_IN_REPLAY);
  }

  @Test
  void replay_of_more_than_was_in_flight_is_seen() {
    faults.add(new Fault("SIGKILL", 10_000, 11_000));
    for (int i = 0; i < 11; i++) {
      KeyedRecord record = first(Behaviour.OK, i * 100L);
      taken(record);
      ran(record, End.OK, 9_000);
    }
    List.copyOf(runs).forEach(run -> ran(run.record(), End.OK, 12_000));

    assertThat(kinds()).containsExactly(Kind.TOO_MANY_DUPLICATES);
  }

  private void taken(KeyedRecord... records) {
    for (KeyedRecord record : records) {
      sent.add(new Sent(record, true));
    }
  }

  private void ran(KeyedRecord record, End end, long atMillis) {
    ran(record, end, atMillis, "request-" + runs.size());
  }

  private void ran(KeyedRecord record, End end, long atMillis, String requestId) {
    runs.add(new Run(record, end, requestId, atMillis, 1));
  }

  /// The poison fails as often as it may, and is given up.
  private void dies(long atMillis) {
    for (int i = ATTEMPTS; i > 0; i--) {
      ran(POISON, End.FAILED, atMillis - i * 10L);
    }
    deaths.add(new Death(POISON, atMillis));
  }

  private List<Kind> kinds() {
    return verdict().violations().stream().map(Violation::kind).toList();
  }

  private OrderVerdict verdict() {
    OrderRules rules = new OrderRules(ordered, ATTEMPTS, Duration.ofSeconds(5), 10);
    return new OrderChecker(rules).check(new OrderHistory(sent, runs, deaths, faults));
  }
}
