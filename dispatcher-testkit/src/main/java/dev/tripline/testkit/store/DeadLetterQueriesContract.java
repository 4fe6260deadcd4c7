package dev.tripline.testkit.store;

import static dev.tripline.testkit.store.StoreContract.letter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Count;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Group;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.store.ClaimedInvocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The contract of every [dev.tripline.spi.deadletter.DeadLetterQueries].
public interface DeadLetterQueriesContract extends StoreContract {

  @Test
  default void pages_run_from_new_to_old_without_gaps() {
    for (int i = 1; i <= 25; i++) {
      store().deadLetters().add(List.of(letter(i, "orders", "Rejected")), List.of());
    }
    List<String> seen = new ArrayList<>();
    List<DeadLetterSummary> page = store().deadLetterQueries().page(Filter.ALL, null, 10);
    while (!page.isEmpty()) {
      page.forEach(letter -> seen.add(letter.id()));
      page = store().deadLetterQueries().page(Filter.ALL, page.getLast().id(), 10);
    }
    assertThat(seen).hasSize(25).doesNotHaveDuplicates();
    assertThat(seen).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  default void filters_show_what_was_asked_for() {
    for (int i = 1; i <= 8; i++) {
      store()
          .deadLetters()
          .add(List.of(letter(i, i <= 4 ? "orders" : "mails", i % 4 == 0 ? "A" : "B")), List.of());
    }
    assertThat(ids(new Filter("orders", null, null, null, null, null))).hasSize(4);
    assertThat(ids(new Filter("mails", null, "A", null, null, null))).hasSize(1);
    assertThat(ids(new Filter(null, "trigger-even", null, null, null, null))).hasSize(4);
    assertThat(ids(new Filter(null, null, "none such", null, null, null))).isEmpty();
    var from = letter(3, "x", "x").diedAt();
    var to = letter(5, "x", "x").diedAt();
    assertThat(ids(new Filter(null, null, null, null, from, to)))
        .containsExactly(letter(4, "x", "x").id(), letter(3, "x", "x").id());
  }

  @Test
  default void a_request_is_found_and_counted_by_its_id() {
    DeadLetter wanted = letter(2, "orders", "Rejected");
    keep(letter(1, "orders", "Rejected"));
    keep(wanted);
    Filter filter = Filter.ofRequest(wanted.requestId());
    assertThat(ids(filter)).containsExactly(wanted.id());
    assertThat(store().deadLetterQueries().count(filter)).isEqualTo(new Count(1, true));
    assertThat(ids(Filter.ofRequest("none such"))).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().deadLetterQueries().groups(filter, GroupBy.REASON, 10));
  }

  @Test
  default void summary_says_all_but_the_large_parts() {
    DeadLetter letter = letter(2, "orders", "Rejected");
    keep(letter);
    DeadLetterSummary summary = store().deadLetterQueries().page(Filter.ALL, null, 10).getFirst();
    assertThat(summary)
        .isEqualTo(
            new DeadLetterSummary(
                letter.id(),
                letter.requestId(),
                letter.function(),
                letter.triggerId(),
                "Rejected",
                "last words",
                "TypeError",
                letter.payload().length,
                2,
                letter.acceptedAt(),
                letter.diedAt(),
                0));
  }

  @Test
  default void counts_follow_every_way_in_and_out() {
    keep(letter(1, "orders", "A"), letter(2, "orders", "A"), letter(3, "mails", "B"));
    keep(letter(1, "orders", "A"));
    ClaimedInvocation claim =
        StoreContract.claimed(store().queue(), StoreContract.invocation("orders"));
    store().queue().deadLetter(claim, letter(4, "orders", "A"), List.of());
    store().queue().deadLetter(claim, letter(5, "orders", "A"), List.of());
    assertThat(count(Filter.ALL)).isEqualTo(4);
    store().deadLetters().redrive(letter(1, "", "").id(), UUID.randomUUID().toString(), ACTOR);
    store().deadLetters().redrive(letter(1, "", "").id(), UUID.randomUUID().toString(), ACTOR);
    store().deadLetters().discard(letter(3, "", "").id(), ACTOR, "known");
    assertThat(count(Filter.ALL)).isEqualTo(2);
    park(1, letter(2, "", "").id());
    store().parkedKeys().discardHead("t", "key", ACTOR, "known", false);
    park(2, letter(4, "", "").id());
    drain();
    assertThat(count(Filter.ALL)).isZero();
    assertThat(store().successor().deadLetterQueries().groups(Filter.ALL, GroupBy.REASON, 10))
        .isEmpty();
  }

  @Test
  default void counts_are_kept_for_each_function_trigger_reason_and_error() {
    keep(letter(1, "orders", "A"), letter(2, "orders", "A"), letter(3, "mails", "B"));
    keep(withoutError(letter(4, "mails", "B")));
    assertThat(count(new Filter("orders", null, null, null, null, null))).isEqualTo(2);
    assertThat(count(new Filter(null, "trigger-even", null, null, null, null))).isEqualTo(2);
    assertThat(count(new Filter("mails", null, "B", "TypeError", null, null))).isEqualTo(1);
    assertThat(count(new Filter("none such", null, null, null, null, null))).isZero();
  }

  @Test
  default void groups_come_with_the_largest_first() {
    keep(letter(1, "orders", "A"), letter(2, "orders", "A"), letter(3, "mails", "B"));
    keep(withoutError(letter(4, "orders", "B")));
    assertThat(groups(Filter.ALL, GroupBy.FUNCTION))
        .containsExactly(new Group("orders", 3), new Group("mails", 1));
    assertThat(groups(Filter.ALL, GroupBy.TRIGGER))
        .containsExactlyInAnyOrder(new Group(null, 2), new Group("trigger-even", 2));
    assertThat(groups(Filter.ALL, GroupBy.ERROR_TYPE))
        .containsExactly(new Group("TypeError", 3), new Group(null, 1));
    assertThat(groups(new Filter("mails", null, null, null, null, null), GroupBy.REASON))
        .containsExactly(new Group("B", 1));
    assertThat(store().deadLetterQueries().groups(Filter.ALL, GroupBy.FUNCTION, 1)).hasSize(1);
  }

  @Test
  default void letters_of_a_span_of_time_are_counted_but_not_grouped() {
    for (int i = 1; i <= 8; i++) {
      keep(letter(i, "orders", "A"));
    }
    Instant from = letter(3, "", "").diedAt();
    Instant to = letter(6, "", "").diedAt();
    Filter span = new Filter("orders", null, null, null, from, to);
    assertThat(store().deadLetterQueries().count(span)).isEqualTo(new Count(3, true));
    assertThatIllegalArgumentException().isThrownBy(() -> groups(span, GroupBy.REASON));
  }

  @Test
  default void error_class_of_any_length_and_with_any_character_is_kept() {
    DeadLetter letter = letter(1, "orders", "A");
    var attempt = letter.attempts().getLast();
    var odd =
        new Attempt(
            1,
            attempt.startedAt(),
            attempt.duration(),
            "FunctionError",
            "\0" + "käse😀".repeat(500),
            "message");
    keep(withAttempts(letter, List.of(odd)));
    assertThat(groups(Filter.ALL, GroupBy.ERROR_TYPE))
        .singleElement()
        .satisfies(group -> {
          assertThat(group.value()).startsWith("\uFFFDkäse😀").hasSizeLessThanOrEqualTo(200);
          assertThat(count(new Filter(null, null, null, group.value(), null, null))).isEqualTo(1);
        });
  }

  @Test
  default void counts_stay_exact_under_many_writers() throws Exception {
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      DeadLetter letter = letter(i, i % 3 == 0 ? "orders" : "mails", i % 2 == 0 ? "A" : "B");
      boolean discarded = i % 4 == 0;
      work.add(() -> {
        keep(letter);
        return discarded && store().deadLetters().discard(letter.id(), Actor.ANONYMOUS, "x");
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> done : threads.invokeAll(work)) {
        done.get();
      }
    }
    int rows = store().deadLetterQueries().page(Filter.ALL, null, 100).size();
    assertThat(rows).isEqualTo(30);
    assertThat(count(Filter.ALL)).isEqualTo(rows);
    assertThat(groups(Filter.ALL, GroupBy.FUNCTION).stream().mapToLong(Group::number).sum())
        .isEqualTo(rows);
  }

  private List<String> ids(Filter filter) {
    return store().deadLetterQueries().page(filter, null, 100).stream()
        .map(DeadLetterSummary::id)
        .toList();
  }

  private void keep(DeadLetter... letters) {
    store().deadLetters().add(List.of(letters), List.of());
  }

  private long count(Filter filter) {
    Count count = store().deadLetterQueries().count(filter);
    assertThat(count.exact()).isTrue();
    return count.number();
  }

  private List<Group> groups(Filter filter, GroupBy by) {
    return store().deadLetterQueries().groups(filter, by, 10);
  }

  private void park(int record, String letterId) {
    byte[] payload = StoreContract.bytes("[]");
    store()
        .parkedKeys()
        .park(
            StoreContract.reading(store(), "t", "s"),
            "broken",
            List.of(
                new ParkedRecord(
                    0,
                    "key",
                    "s",
                    String.valueOf(record),
                    Instant.EPOCH,
                    payload,
                    letterId,
                    null)));
  }

  private void drain() {
    store().parkedKeys().redrive("t", "key", ACTOR);
    store()
        .parkedKeyDrains()
        .drained(
            store().parkedKeyDrains().claim("t").orElseThrow(),
            store().parkedKeys().page("t", "key", 0, 10));
  }

  private static DeadLetter withoutError(DeadLetter letter) {
    return withAttempts(letter, List.of());
  }

  private static DeadLetter withAttempts(DeadLetter letter, List<Attempt> attempts) {
    return new DeadLetter(
        letter.id(),
        letter.requestId(),
        letter.function(),
        letter.triggerId(),
        letter.reason(),
        letter.lastError(),
        letter.payload(),
        letter.lastResponse(),
        attempts,
        letter.acceptedAt(),
        letter.diedAt(),
        letter.redriveCount());
  }
}
