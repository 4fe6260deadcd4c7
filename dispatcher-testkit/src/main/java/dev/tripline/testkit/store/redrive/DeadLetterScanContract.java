package dev.tripline.testkit.store.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Count;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.redrive.DeadLetterScan.Page;
import dev.tripline.spi.redrive.RedriveScope;
import dev.tripline.testkit.store.StoreContract;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract of every [dev.tripline.spi.redrive.DeadLetterScan], and of filters by order key and request.
public interface DeadLetterScanContract extends StoreContract {

  private static String id(int number) {
    return "%08x-0000-7000-8000-000000000000".formatted(number);
  }

  private static DeadLetter letter(int number, int bytes) {
    Instant at = Instant.ofEpochMilli(1_700_000_000_000L + number);
    return new DeadLetter(
        id(number),
        "7b1c4a5e-0000-4000-8000-%012x".formatted(number),
        FunctionTarget.latest("orders"),
        null,
        "RetriesExhausted",
        null,
        StoreContract.bytes("x".repeat(bytes)),
        null,
        List.of(),
        at,
        at,
        0,
        DeadLetter.Links.inOrder("key-" + number % 2, Integer.toString(number)));
  }

  private void letters(int count, int bytes) {
    store()
        .deadLetters()
        .add(IntStream.range(0, count).mapToObj(n -> letter(n, bytes)).toList(), List.of());
  }

  private static List<String> ids(Page page) {
    return page.letters().stream().map(DeadLetter::id).toList();
  }

  @Test
  default void letters_come_in_pages_either_way() {
    letters(5, 10);
    RedriveScope scope = RedriveScope.of(Filter.ALL).until(id(3));
    Page first = store().deadLetterScan().oldestFirst(scope, "", 3);
    assertThat(ids(first)).containsExactly(id(0), id(1), id(2));
    assertThat(first.next()).isEqualTo(id(2));
    Page last = store().deadLetterScan().oldestFirst(scope, id(2), 3);
    assertThat(ids(last)).containsExactly(id(3));
    assertThat(last.next()).isNull();
    assertThat(store().deadLetterScan().ids(scope, id(1), 5)).containsExactly(id(2), id(3));
    assertThat(ids(store().deadLetterScan().newestFirst(scope, null, 2)))
        .containsExactly(id(3), id(2));
    assertThat(ids(store().deadLetterScan().newestFirst(scope, id(1), 2))).containsExactly(id(0));
  }

  @Test
  default void large_letters_come_few_at_once() {
    letters(3, 5 << 20);
    RedriveScope scope = RedriveScope.of(Filter.ALL);
    Page first = store().deadLetterScan().oldestFirst(scope, "", 100);
    assertThat(ids(first)).containsExactly(id(0));
    assertThat(first.next()).isEqualTo(id(0));
  }

  @Test
  default void letters_are_found_by_order_key_and_by_a_trace_that_follows_from_their_request() {
    letters(6, 10);
    assertThat(found("key-1", null)).containsExactly(id(5), id(3), id(1));
    assertThat(found(null, "678912337b1c4a5e0000400080000000")).hasSize(6);
    assertThat(found(null, "678912337b1c4a5f0000400080000000")).isEmpty();
    Filter filter = filter("key-1", null);
    assertThat(store().deadLetterQueries().count(filter)).isEqualTo(new Count(3, true));
    assertThat(store().redriveRuns().extent(RedriveScope.of(filter), 3).count()).isEqualTo(3);
    assertThat(store().redriveRuns().extent(RedriveScope.of(filter), 3).keys()).isEqualTo(1);
  }

  private List<String> found(@Nullable String key, @Nullable String trace) {
    return store().deadLetterQueries().page(filter(key, trace), null, 10).stream()
        .map(DeadLetterSummary::id)
        .toList();
  }

  private static Filter filter(@Nullable String key, @Nullable String trace) {
    return new Filter(null, null, null, null, null, null, null, null, key, trace);
  }

  @Test
  default void several_are_discarded_at_once_and_each_is_in_the_audit() {
    letters(4, 10);
    assertThat(store().deadLetters().discardAll(List.of(id(0), id(2), id(9)), ACTOR, "old"))
        .isEqualTo(2);
    assertThat(store().deadLetterQueries().count(Filter.ALL)).isEqualTo(new Count(2, true));
    assertThat(store().audit().page(AuditLog.Filter.of(Target.deadLetter(id(2))), null, 10))
        .hasSize(1);
  }
}
