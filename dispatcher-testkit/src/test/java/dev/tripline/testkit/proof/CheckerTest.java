package dev.tripline.testkit.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.proof.History.Answer;
import dev.tripline.testkit.proof.History.Death;
import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.proof.History.Publication;
import dev.tripline.testkit.proof.History.Run;
import dev.tripline.testkit.proof.Violation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckerTest {
  private static final int ATTEMPTS = 3;

  private final List<Publication> publications = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private final List<Death> deaths = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  @Test
  void delivered_retried_and_dead_events_are_fine() {
    acknowledged("delivered");
    ran("delivered", true, 1_000);
    acknowledged("retried");
    ran("retried", false, 1_000);
    ran("retried", true, 2_000);
    acknowledged("poison");
    diedAfter("poison", ATTEMPTS);

    assertThat(kinds()).isEmpty();
    assertThat(verdict().delivered()).isEqualTo(2);
    assertThat(verdict().dead()).isEqualTo(1);
  }

  @Test
  void unanswered_event_may_be_delivered_or_not() {
    publications.add(new Publication("delivered", Answer.UNKNOWN, null));
    ran("delivered", true, 1_000);
    publications.add(new Publication("gone", Answer.UNKNOWN, null));

    assertThat(kinds()).isEmpty();
  }

  @Test
  void acknowledged_event_that_nobody_saw_is_lost() {
    acknowledged("a");

    assertThat(kinds()).containsExactly(Kind.LOST);
  }

  @Test
  void acknowledged_event_that_only_failed_is_lost() {
    acknowledged("a");
    ran("a", false, 1_000);

    assertThat(kinds()).containsExactly(Kind.LOST);
  }

  @Test
  void event_that_was_never_sent_is_seen() {
    ran("ghost", true, 1_000);

    assertThat(kinds()).containsExactly(Kind.NEVER_SENT);
  }

  @Test
  void refused_event_that_ran_is_seen() {
    publications.add(new Publication("a", Answer.REFUSED, null));
    ran("a", true, 1_000);

    assertThat(kinds()).containsExactly(Kind.REFUSED_BUT_SEEN);
  }

  @Test
  void duplicate_without_a_fault_is_seen() {
    acknowledged("a");
    ran("a", true, 1_000);
    ran("a", true, 1_100);

    assertThat(kinds()).containsExactly(Kind.DUPLICATE_WITHOUT_FAULT);
  }

  @Test
  void duplicate_around_a_fault_is_explained() {
    acknowledged("a");
    ran("a", true, 10_000);
    ran("a", true, 12_000);
    faults.add(new Fault("SIGKILL", 10_010, 10_010));

    assertThat(kinds()).isEmpty();
    assertThat(verdict().duplicates()).isEqualTo(1);
  }

  @Test
  void duplicate_long_after_or_before_a_fault_is_not_explained() {
    acknowledged("late");
    ran("late", true, 10_000);
    ran("late", true, 30_000);
    acknowledged("early");
    ran("early", true, 1_000);
    ran("early", true, 2_000);
    acknowledged("longDone");
    ran("longDone", true, 1_000);
    ran("longDone", true, 10_100);
    faults.add(new Fault("SIGKILL", 10_010, 10_010));

    assertThat(kinds()).hasSize(3).containsOnly(Kind.DUPLICATE_WITHOUT_FAULT);
  }

  @Test
  void more_failed_runs_than_attempts_are_duplicates() {
    acknowledged("poison");
    diedAfter("poison", ATTEMPTS + 1);

    assertThat(kinds()).containsExactly(Kind.DUPLICATE_WITHOUT_FAULT);
  }

  @Test
  void duplicate_may_wait_for_a_dispatcher_that_is_killed_again_before_it_comes_to_it() {
    acknowledged("a");
    ran("a", true, 10_000);
    faults.add(new Fault("SIGKILL", 10_010, 12_000));
    faults.add(new Fault("SIGKILL", 16_000, 20_000));
    ran("a", true, 24_000);

    assertThat(verdict().duplicates()).isEqualTo(1);
    assertThat(kinds()).isEmpty();
  }

  @Test
  void duplicate_after_a_dispatcher_was_left_alone_is_seen() {
    acknowledged("a");
    ran("a", true, 10_000);
    faults.add(new Fault("SIGKILL", 10_010, 12_000));
    faults.add(new Fault("SIGKILL", 18_000, 20_000));
    ran("a", true, 24_000);

    assertThat(kinds()).containsExactly(Kind.DUPLICATE_WITHOUT_FAULT);
  }

  @Test
  void more_duplicates_than_were_in_flight_are_seen() {
    faults.add(new Fault("SIGKILL", 10_010, 10_010));
    for (int i = 0; i < 9; i++) {
      acknowledged("a" + i);
      ran("a" + i, true, 10_000);
      ran("a" + i, true, 12_000);
    }

    assertThat(kinds()).containsExactly(Kind.TOO_MANY_DUPLICATES);
  }

  @Test
  void second_dead_letter_of_one_event_is_seen() {
    acknowledged("a");
    diedAfter("a", ATTEMPTS);
    deaths.add(new Death("a", "request-a", "given up"));

    assertThat(kinds()).containsExactly(Kind.DEAD_TWICE);
  }

  @Test
  void dead_letter_of_a_delivered_event_is_seen() {
    acknowledged("a");
    ran("a", true, 1_000);
    deaths.add(new Death("a", "request-a", "given up"));

    assertThat(kinds()).containsExactly(Kind.DEAD_THOUGH_DELIVERED);
  }

  @Test
  void dead_letter_before_the_last_attempt_is_seen() {
    acknowledged("a");
    diedAfter("a", 1);

    assertThat(kinds()).containsExactly(Kind.DEAD_TOO_EARLY);
  }

  @Test
  void retry_under_another_request_id_is_seen() {
    acknowledged("a");
    ran("a", false, 1_000);
    runs.add(new Run("a", "another", true, 2_000));

    assertThat(kinds()).containsExactly(Kind.REQUEST_ID_CHANGED);
  }

  private void acknowledged(String id) {
    publications.add(new Publication(id, Answer.ACKNOWLEDGED, "request-" + id));
  }

  private void ran(String id, boolean succeeded, long atMillis) {
    runs.add(new Run(id, "request-" + id, succeeded, atMillis));
  }

  private void diedAfter(String id, int failedRuns) {
    for (int i = 0; i < failedRuns; i++) {
      ran(id, false, 1_000L * (i + 1));
    }
    deaths.add(new Death(id, "request-" + id, "given up"));
  }

  private List<Kind> kinds() {
    return verdict().violations().stream().map(Violation::kind).toList();
  }

  private Verdict verdict() {
    Checker checker = new Checker(Duration.ofSeconds(5), ATTEMPTS, 8);
    return checker.check(new History(publications, runs, deaths, faults));
  }
}
