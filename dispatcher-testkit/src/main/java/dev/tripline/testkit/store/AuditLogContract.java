package dev.tripline.testkit.store;

import static dev.tripline.testkit.store.StoreContract.letter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog.Filter;
import dev.tripline.spi.audit.AuditLog.Recorded;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.parking.ParkedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The contract of every [dev.tripline.spi.audit.AuditLog], and the entries that the stores write
/// into it.
public interface AuditLogContract extends StoreContract {

  private static AuditEntry entry(Actor actor, String action, String id) {
    return new AuditEntry(
        actor, action, new Target("trigger", id), "why “not”", Map.of("name", "käse"));
  }

  @Test
  default void entry_is_found_unchanged_after_a_crash() {
    AuditEntry entry = entry(ACTOR, "PauseTrigger", "t-1");
    store().audit().record(entry);
    Recorded recorded = store().successor().audit().page(Filter.ALL, null, 10).getFirst();
    assertThat(recorded.entry()).isEqualTo(entry);
    assertThat(recorded.at()).isAfter(Instant.EPOCH);
  }

  @Test
  default void pages_of_the_audit_run_from_new_to_old_without_gaps() {
    for (int i = 0; i < 25; i++) {
      store().audit().record(entry(ACTOR, "PauseTrigger", "t-" + i));
    }
    List<String> seen = new ArrayList<>();
    List<Recorded> page = store().audit().page(Filter.ALL, null, 10);
    while (!page.isEmpty()) {
      page.forEach(recorded -> seen.add(recorded.entry().target().id()));
      page = store().audit().page(Filter.ALL, page.getLast().sequence(), 10);
    }
    assertThat(seen).hasSize(25).startsWith("t-24", "t-23").endsWith("t-0").doesNotHaveDuplicates();
  }

  @Test
  default void audit_is_filtered_by_each_property() {
    store().audit().record(entry(ACTOR, "PauseTrigger", "t-1"));
    store().audit().record(entry(Actor.ANONYMOUS, "PauseTrigger", "t-2"));
    store().audit().record(entry(Actor.SYSTEM, "DeleteTrigger", "t-1"));
    assertThat(found(new Filter("anna", null, null, null, null, null))).containsExactly("t-1");
    assertThat(found(new Filter(null, "PauseTrigger", null, null, null, null)))
        .containsExactly("t-2", "t-1");
    assertThat(found(Filter.of(new Target("trigger", "t-1")))).containsExactly("t-1", "t-1");
    assertThat(found(new Filter(null, null, "function", null, null, null))).isEmpty();
    Instant last = store().audit().page(Filter.ALL, null, 1).getFirst().at();
    assertThat(found(new Filter(null, null, null, null, last.plusMillis(1), null))).isEmpty();
    assertThat(found(new Filter(null, null, null, null, null, last.plusMillis(1)))).hasSize(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Filter(null, null, null, "t-1", null, null));
  }

  @Test
  default void redrive_and_discard_of_a_dead_letter_are_recorded_with_their_actor() {
    DeadLetter first = letter(1, "orders", "Rejected");
    DeadLetter second = letter(2, "orders", "Rejected");
    store().deadLetters().add(List.of(first, second), List.of());
    store().deadLetters().redrive(first.id(), "new-request", ACTOR);
    store().deadLetters().redrive(first.id(), "too-late", ACTOR);
    store().deadLetters().discard(second.id(), Actor.ANONYMOUS, "known bad, \0ticket 12");
    assertThat(store().audit().page(Filter.of(Target.deadLetter(first.id())), null, 10))
        .singleElement()
        .extracting(Recorded::entry)
        .isEqualTo(
            new AuditEntry(
                ACTOR,
                AuditEntry.REDRIVE_DEAD_LETTER,
                Target.deadLetter(first.id()),
                null,
                Map.of(
                    "requestId", first.requestId(),
                    "function", "orders",
                    "newRequestId", "new-request")));
    Recorded discard =
        store().audit().page(Filter.of(Target.deadLetter(second.id())), null, 10).getFirst();
    assertThat(discard.entry().actor()).isEqualTo(Actor.ANONYMOUS);
    assertThat(discard.entry().action()).isEqualTo(AuditEntry.DISCARD_DEAD_LETTER);
    assertThat(discard.entry().reason()).startsWith("known bad").endsWith("ticket 12");
  }

  @Test
  default void changes_of_parked_keys_are_recorded_with_their_actor() {
    DeadLetter letter = letter(1, "orders", "Rejected");
    store().deadLetters().add(List.of(letter), List.of());
    ParkedRecord head =
        new ParkedRecord(0, "k\0", "s", "1", Instant.EPOCH, new byte[1], letter.id(), null);
    store().parkedKeys().park(StoreContract.reading(store(), "t", "s"), "broken", List.of(head));
    store().parkedKeys().redrive("t", "other", ACTOR);
    store().parkedKeys().redrive("t", "k\0", ACTOR);
    store().parkedKeys().discardHead("t", "k\0", ACTOR, "not needed", false);
    assertThat(store().audit().page(Filter.of(Target.parkedKey("t", "k\0")), null, 10))
        .extracting(recorded -> recorded.entry().action())
        .containsExactly(AuditEntry.DISCARD_PARKED_RECORD, AuditEntry.REDRIVE_PARKED_KEY);
    AuditEntry ofLetter =
        store()
            .audit()
            .page(Filter.of(Target.deadLetter(letter.id())), null, 10)
            .getFirst()
            .entry();
    assertThat(ofLetter.actor()).isEqualTo(ACTOR);
    assertThat(ofLetter.reason()).isEqualTo("not needed");
  }

  private List<String> found(Filter filter) {
    return store().audit().page(filter, null, 100).stream()
        .map(recorded -> recorded.entry().target().id())
        .toList();
  }
}
