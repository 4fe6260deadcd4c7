package dev.tripline.testkit.store.deadletter;

import static dev.tripline.testkit.store.StoreContract.letter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterClass;
import dev.tripline.spi.deadletter.DeadLetterClass.State;
import dev.tripline.spi.deadletter.DeadLetterClasses;
import dev.tripline.spi.deadletter.DeadLetterClasses.Change;
import dev.tripline.spi.deadletter.DeadLetterClasses.Cursor;
import dev.tripline.spi.deadletter.DeadLetterClasses.Decision;
import dev.tripline.spi.deadletter.DeadLetterClasses.Entry;
import dev.tripline.spi.deadletter.DeadLetterClasses.Filter;
import dev.tripline.spi.deadletter.DeadLetterClasses.Page;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterQueries.Count;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.testkit.store.StoreContract;
import dev.tripline.testkit.store.StoreUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract of every [DeadLetterClasses].
public interface DeadLetterClassesContract extends StoreContract {
  /// In the future of every letter here, and in the past.
  Duration NEVER = Duration.ofDays(36_500);

  Duration AT_ONCE = Duration.ofDays(-1);

  /// The stores under test run by the same time.
  InstantSource CLOCK = InstantSource.system();

  @Test
  default void letters_with_the_same_error_are_one_class_whatever_the_numbers_in_it() {
    keep(failed(1, "orders", "TypeError", "no order 4711"));
    keep(failed(2, "orders", "TypeError", "no order 4712"));
    DeadLetterClass found = only();
    assertThat(found.function()).isEqualTo(FunctionTarget.latest("orders"));
    assertThat(found.errorType()).isEqualTo("TypeError");
    assertThat(found.message()).isEqualTo("no order <n>");
    assertThat(found.other()).isFalse();
    assertThat(found.state()).isEqualTo(State.OPEN);
    assertThat(found.alive()).isEqualTo(2);
    assertThat(found.total()).isEqualTo(2);
    assertThat(found.firstSeen()).isEqualTo(letter(1, "", "").diedAt());
    assertThat(found.lastSeen()).isEqualTo(letter(2, "", "").diedAt());
    assertThat(store().deadLetterClasses().find(found.id())).contains(found);
    assertThat(store().deadLetterClasses().find("none such")).isEmpty();
    assertThat(store().deadLetterQueries().classOf(letter(2, "", "").id())).contains(found.id());
    assertThat(store().deadLetterQueries().classOf(letter(3, "", "").id())).isEmpty();
  }

  @Test
  default void another_function_version_or_error_is_another_class() {
    keep(failed(1, "orders", "TypeError", "no order 1"));
    keep(failed(2, "mails", "TypeError", "no order 1"));
    keep(failed(3, "orders", "RangeError", "no order 1"));
    keep(failed(4, "orders", "TypeError", "no user 1"));
    keep(of(new FunctionTarget("orders", "live"), failed(5, "orders", "TypeError", "no order 1")));
    keep(of(new FunctionTarget("orders", "7"), failed(6, "orders", "TypeError", "no order 1")));
    keep(failed(7, "orders", null, "no order 1"));
    assertThat(all()).hasSize(7).allMatch(one -> one.alive() == 1);
    String seventh = store().deadLetterQueries().classOf(letter(7, "", "").id()).orElseThrow();
    assertThat(store().deadLetterClasses().find(seventh).orElseThrow().errorType())
        .as("in place of an error")
        .isEqualTo("Rejected");
    assertThat(page(new Filter("orders", null), null, 10).classes()).hasSize(6);
  }

  @Test
  default void counts_of_a_class_follow_every_way_in_and_out() {
    keep(letter(1, "orders", "A"), letter(2, "orders", "A"), letter(3, "orders", "A"));
    keep(letter(1, "orders", "A"));
    var claim = StoreContract.claimed(store().queue(), StoreContract.invocation("orders"));
    store().queue().deadLetter(claim, letter(4, "orders", "A"), List.of());
    store().queue().deadLetter(claim, letter(5, "orders", "A"), List.of());
    assertThat(only().alive()).isEqualTo(4);
    store().deadLetters().redrive(letter(1, "", "").id(), UUID.randomUUID().toString(), ACTOR);
    store().deadLetters().redrive(letter(1, "", "").id(), UUID.randomUUID().toString(), ACTOR);
    assertThat(only().alive()).isEqualTo(3);
    store().deadLetters().discard(letter(3, "", "").id(), ACTOR, "known");
    store().deadLetters().discard(letter(3, "", "").id(), ACTOR, "known");
    assertThat(only().alive()).isEqualTo(2);
    assertThat(only().total()).isEqualTo(4);
    store().deadLetters().discard(letter(2, "", "").id(), ACTOR, "known");
    store().deadLetters().discard(letter(4, "", "").id(), ACTOR, "known");
    DeadLetterClass left = all(store().successor()).getFirst();
    assertThat(left.alive()).isZero();
    assertThat(left.total()).isEqualTo(4);
  }

  @Test
  default void letters_of_a_class_are_listed_and_counted() {
    for (int i = 1; i <= 5; i++) {
      keep(failed(i, "orders", i % 2 == 0 ? "Even" : "Odd", "x"));
    }
    DeadLetterQueries queries = store().deadLetterQueries();
    String odd = queries.classOf(letter(1, "", "").id()).orElseThrow();
    var filter = DeadLetterQueries.Filter.ofClass(odd);
    assertThat(queries.page(filter, null, 2))
        .extracting(DeadLetterSummary::id)
        .containsExactly(letter(5, "", "").id(), letter(3, "", "").id());
    assertThat(queries.page(filter, letter(3, "", "").id(), 2)).hasSize(1);
    assertThat(queries.count(filter)).isEqualTo(new Count(3, true));
    assertThat(queries.oldest(filter)).contains(letter(1, "", "").diedAt());
    var narrowed =
        new DeadLetterQueries.Filter(null, "trigger-even", null, null, null, null, null, odd);
    assertThat(queries.count(narrowed)).isEqualTo(new Count(0, true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queries.groups(filter, GroupBy.REASON, 10));
  }

  @Test
  default void oldest_letter_is_found() {
    assertThat(store().deadLetterQueries().oldest(DeadLetterQueries.Filter.ALL)).isEmpty();
    keep(letter(2, "orders", "A"), letter(3, "mails", "A"));
    var mails = new DeadLetterQueries.Filter("mails", null, null, null, null, null);
    assertThat(store().deadLetterQueries().oldest(DeadLetterQueries.Filter.ALL))
        .contains(letter(2, "", "").diedAt());
    assertThat(store().deadLetterQueries().oldest(mails)).contains(letter(3, "", "").diedAt());
  }

  @Test
  default void pages_show_classes_seen_last_first() {
    for (int i = 1; i <= 25; i++) {
      keep(
          at(letter(i, "orders", "A").diedAt().plusSeconds(60L * i), i, "Error" + (char) (64 + i)));
    }
    List<String> seen = new ArrayList<>();
    Page page = page(Filter.ALL, null, 10);
    while (true) {
      page.classes().forEach(one -> seen.add(one.errorType()));
      Cursor next = page.next();
      if (next == null) {
        break;
      }
      page = page(Filter.ALL, next, 10);
    }
    assertThat(seen)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 25).mapToObj(i -> "Error" + (char) (90 - i)).toList());
  }

  @Test
  default void trend_tells_of_the_last_hours() {
    Instant now = CLOCK.instant();
    keep(at(now, 1, "E"), at(now, 2, "E"), at(now.minusSeconds(3 * 3_600), 3, "E"));
    keep(at(now.minusSeconds(30 * 3_600), 4, "E"));
    List<Long> trend = only().trend();
    assertThat(trend).hasSize(24);
    // An hour may strike at any moment of the test.
    assertThat(trend.subList(22, 24).stream().mapToLong(Long::longValue).sum()).isEqualTo(2);
    assertThat(trend.subList(19, 22).stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    assertThat(trend.subList(0, 19)).containsOnly(0L);
    assertThat(store().deadLetterClasses().arrivals().stream().mapToLong(n -> n).sum())
        .isEqualTo(3);
    assertThat(store().deadLetterClasses().unclassified()).isEqualTo(new Count(0, true));
  }

  @Test
  default void operators_change_state_assignee_and_note_and_the_audit_says_who() {
    keep(letter(1, "orders", "A"));
    String id = only().id();
    change(id, new Change(new Decision(State.ACKNOWLEDGED, null), new Entry("ben"), null));
    assertThat(only().state()).isEqualTo(State.ACKNOWLEDGED);
    assertThat(only().assignee()).isEqualTo("ben");
    change(id, new Change(null, null, new Entry("ticket\0 12")));
    change(id, new Change(null, new Entry(null), null));
    DeadLetterClass changed = only();
    assertThat(changed.note()).isEqualTo("ticket\uFFFD 12");
    assertThat(changed.assignee()).isNull();
    assertThat(changed.state()).isEqualTo(State.ACKNOWLEDGED);
    var none = new Change(new Decision(State.OPEN, null), null, null);
    assertThat(store().deadLetterClasses().change("none such", none, ACTOR)).isEmpty();
    List<AuditLog.Recorded> audit =
        store().audit().page(AuditLog.Filter.of(Target.deadLetterClass(id)), null, 10);
    assertThat(audit).hasSize(3);
    assertThat(audit.getLast().entry().actor()).isEqualTo(ACTOR);
    assertThat(audit.getLast().entry().action()).isEqualTo(AuditEntry.UPDATE_DEAD_LETTER_CLASS);
    assertThat(audit.getLast().entry().details())
        .containsEntry("state", "acknowledged")
        .containsEntry("assignee", "ben");
    assertThat(page(new Filter(null, State.ACKNOWLEDGED), null, 10).classes()).hasSize(1);
    assertThat(page(new Filter(null, State.OPEN), null, 10).classes()).isEmpty();
  }

  @Test
  default void snooze_ends_by_itself() {
    keep(letter(1, "orders", "A"));
    String id = only().id();
    Instant later = CLOCK.instant().plusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);
    change(id, new Change(new Decision(State.SNOOZED, later), null, null));
    assertThat(only().state()).isEqualTo(State.SNOOZED);
    assertThat(only().snoozedUntil()).isEqualTo(later);
    assertThat(page(new Filter(null, State.SNOOZED), null, 10).classes()).hasSize(1);
    assertThat(page(new Filter(null, State.OPEN), null, 10).classes()).isEmpty();
    Instant earlier = CLOCK.instant().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
    change(id, new Change(new Decision(State.SNOOZED, earlier), null, null));
    assertThat(only().state()).isEqualTo(State.OPEN);
    assertThat(only().snoozedUntil()).isNull();
    assertThat(only().stateSince()).isEqualTo(earlier);
    assertThat(page(new Filter(null, State.SNOOZED), null, 10).classes()).isEmpty();
    assertThat(page(new Filter(null, State.OPEN), null, 10).classes()).hasSize(1);
  }

  @Test
  default void quiet_class_is_resolved_and_a_new_letter_opens_it_again() {
    keep(letter(1, "orders", "A"));
    String id = only().id();
    change(id, new Change(new Decision(State.ACKNOWLEDGED, null), new Entry("ben"), null));
    assertThat(tend(NEVER, NEVER).resolved()).isZero();
    assertThat(only().state()).isEqualTo(State.ACKNOWLEDGED);
    assertThat(tend(AT_ONCE, NEVER).resolved()).isEqualTo(1);
    assertThat(tend(AT_ONCE, NEVER).resolved()).isZero();
    assertThat(only().state()).isEqualTo(State.RESOLVED);
    assertThat(only().alive()).isEqualTo(1);
    keep(letter(1, "orders", "A"));
    assertThat(only().state()).as("the same letter again is none").isEqualTo(State.RESOLVED);
    keep(letter(2, "orders", "A"));
    DeadLetterClass again = only();
    assertThat(again.id()).isEqualTo(id);
    assertThat(again.state()).isEqualTo(State.OPEN);
    assertThat(again.stateSince()).isEqualTo(letter(2, "", "").diedAt());
    assertThat(again.assignee()).isEqualTo("ben");
    assertThat(again.alive()).isEqualTo(2);
  }

  @Test
  default void resolved_class_without_letters_is_forgotten() {
    keep(letter(1, "orders", "A"), failed(2, "orders", "TypeError", "other words"));
    store().deadLetters().discard(letter(1, "", "").id(), ACTOR, "known");
    assertThat(tend(NEVER, AT_ONCE).forgotten()).as("it is open").isZero();
    assertThat(tend(AT_ONCE, NEVER).forgotten()).as("it is too young").isZero();
    assertThat(tend(AT_ONCE, AT_ONCE).forgotten()).isEqualTo(1);
    assertThat(only().message()).isEqualTo("other words");
    keep(letter(3, "orders", "A"));
    assertThat(all()).hasSize(2).allMatch(one -> one.alive() == 1 && one.total() == 1);
  }

  @Test
  default void a_function_has_a_bounded_number_of_classes() {
    int most = DeadLetterClasses.MOST_OF_A_FUNCTION;
    List<DeadLetter> letters = new ArrayList<>();
    for (int i = 0; i < most + 5; i++) {
      letters.add(failed(i, "orders", "TypeError", "word " + word(i)));
    }
    keep(letters.toArray(DeadLetter[]::new));
    keep(failed(most + 5, "orders", "TypeError", "one more"));
    keep(failed(most + 6, "orders", "TypeError", "word " + word(3)));
    keep(failed(most + 7, "mails", "TypeError", "one more"));
    List<DeadLetterClass> orders = page(new Filter("orders", null), null, 2 * most).classes();
    assertThat(orders).hasSize(most + 1);
    assertThat(orders.stream().filter(DeadLetterClass::other))
        .singleElement()
        .satisfies(other -> {
          assertThat(other.alive()).isEqualTo(6);
          assertThat(other.errorType()).isEmpty();
        });
    assertThat(orders.stream().mapToLong(DeadLetterClass::alive).sum()).isEqualTo(most + 7);
    assertThat(page(new Filter("mails", null), null, 10).classes())
        .singleElement()
        .matches(one -> !one.other());
  }

  @Test
  default void counts_of_classes_stay_exact_under_many_writers() throws Exception {
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      DeadLetter one = failed(i, "orders", i % 3 == 0 ? "A" : "B", "number " + i);
      DeadLetter other = failed(100 + i, "orders", i % 2 == 0 ? "C" : "A", "number " + i);
      boolean discarded = i % 4 == 0;
      work.add(() -> {
        keep(one, other);
        return discarded && store().deadLetters().discard(one.id(), ACTOR, "x");
      });
    }
    work.add(() -> tend(AT_ONCE, NEVER).resolved() >= 0);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> done : threads.invokeAll(work)) {
        done.get();
      }
    }
    assertThat(all()).hasSize(3);
    assertThat(all().stream().mapToLong(DeadLetterClass::alive).sum()).isEqualTo(105);
    assertThat(all().stream().mapToLong(DeadLetterClass::total).sum()).isEqualTo(120);
    for (DeadLetterClass one : all()) {
      var filter = DeadLetterQueries.Filter.ofClass(one.id());
      assertThat(store().deadLetterQueries().page(filter, null, 200)).hasSize((int) one.alive());
    }
  }

  private void keep(DeadLetter... letters) {
    store().deadLetters().add(List.of(letters), List.of());
  }

  private void change(String id, Change change) {
    assertThat(store().deadLetterClasses().change(id, change, ACTOR)).isPresent();
  }

  private DeadLetterClasses.Tended tend(Duration quiet, Duration retention) {
    return store().deadLetterClasses().tend(quiet, retention);
  }

  private Page page(Filter filter, @Nullable Cursor after, int limit) {
    return store().deadLetterClasses().page(filter, after, limit);
  }

  private List<DeadLetterClass> all() {
    return all(store());
  }

  private static List<DeadLetterClass> all(StoreUnderTest store) {
    return store.deadLetterClasses().page(Filter.ALL, null, 100).classes();
  }

  private DeadLetterClass only() {
    List<DeadLetterClass> all = all();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  /// A word without digits for each number.
  private static String word(int number) {
    return number < 26
        ? String.valueOf((char) ('a' + number))
        : word(number / 26 - 1) + (char) ('a' + number % 26);
  }

  private static DeadLetter failed(
      int number, String function, @Nullable String type, String message) {
    DeadLetter letter = letter(number, function, "Rejected");
    Attempt last = letter.attempts().getLast();
    List<Attempt> attempts =
        List.of(new Attempt(1, last.startedAt(), last.duration(), "FunctionError", type, message));
    return with(letter, letter.function(), attempts, letter.diedAt());
  }

  private static DeadLetter at(Instant diedAt, int number, String type) {
    DeadLetter letter = failed(number, "orders", type, "x");
    return with(letter, letter.function(), letter.attempts(), diedAt);
  }

  private static DeadLetter of(FunctionTarget function, DeadLetter letter) {
    return with(letter, function, letter.attempts(), letter.diedAt());
  }

  private static DeadLetter with(
      DeadLetter letter, FunctionTarget function, List<Attempt> attempts, Instant diedAt) {
    return new DeadLetter(
        letter.id(),
        letter.requestId(),
        function,
        letter.triggerId(),
        letter.reason(),
        letter.lastError(),
        letter.payload(),
        letter.lastResponse(),
        attempts,
        letter.acceptedAt(),
        diedAt,
        letter.redriveCount());
  }
}
