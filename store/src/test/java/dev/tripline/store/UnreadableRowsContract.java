package dev.tripline.store;

import static dev.tripline.testkit.store.StoreContract.attempt;
import static dev.tripline.testkit.store.StoreContract.invocation;
import static dev.tripline.testkit.store.StoreContract.letter;
import static dev.tripline.testkit.store.StoreContract.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.deadletter.UnreadableLetterException;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.parking.ParkedKeys;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.UnreadableRecordException;
import dev.tripline.spi.redrive.RedriveRun;
import dev.tripline.spi.redrive.RedriveScope;
import dev.tripline.spi.redrive.RedriveWork;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.testkit.store.StoreContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Rows whose key is missing hold up no others, and are there when the key is back.
interface UnreadableRowsContract extends StoreContract {
  /// As if it were encrypted with the key `gone`.
  byte[] OF_A_MISSING_KEY = ("\0TPC1\4gone" + "-".repeat(60)).getBytes(StandardCharsets.US_ASCII);

  String TEXT_OF_A_MISSING_KEY = "~sealed:1:gone:" + "A".repeat(80);
  String REASON = "cannot be decrypted: the key gone is missing";

  private Stores stores() {
    return ((OpenStore) store()).stores();
  }

  private byte[] lose(String table, String column, String key, String id) {
    byte[] before =
        stores()
            .reader()
            .sql("SELECT %s FROM %s WHERE %s = ?".formatted(column, table, key))
            .param(id)
            .query((row, _) -> row.getBytes(1))
            .single();
    set(table, column, key, id, OF_A_MISSING_KEY);
    return before;
  }

  private void set(String table, String column, String key, String id, Object value) {
    stores()
        .writer()
        .write(sql ->
            sql.sql("UPDATE %s SET %s = ? WHERE %s = ?".formatted(table, column, key))
                .param(value)
                .param(id)
                .update());
  }

  private byte[] lose(NewInvocation event) {
    return lose("invocation", "payload", "request_id", event.requestId());
  }

  private void restore(String table, String column, String key, String id, byte[] value) {
    set(table, column, key, id, value);
    set(table, "due_at", key, id, System.currentTimeMillis() - 1);
  }

  private List<String> due(int limit) {
    return stores().queue().claimDue("orders", limit, Set.of()).stream()
        .map(claim -> claim.invocation().requestId())
        .toList();
  }

  @Test
  default void unreadable_event_is_put_off_and_others_are_delivered() {
    long before = stores().figures().unreadable();
    InvocationQueue queue = store().queue();
    NewInvocation lost = invocation("orders");
    NewInvocation next = invocation("orders");
    queue.enqueue(lost, false);
    queue.enqueue(next, false);
    byte[] payload = lose(lost);
    assertThat(due(1)).containsExactly(next.requestId());
    assertThat(queue.functionsWithDueWork(10)).isEmpty();
    assertThat(due(10)).isEmpty();
    assertThat(stores().figures().unreadable()).isEqualTo(before + 1);
    restore("invocation", "payload", "request_id", lost.requestId(), payload);
    ClaimedInvocation back = queue.claimDue("orders", 10, Set.of()).getFirst();
    assertThat(back.invocation().payload()).isEqualTo(lost.payload());
    assertThat(back.countedAttempts()).isZero();
    assertThat(queue.complete(back, List.of())).isTrue();
  }

  @Test
  default void unreadable_attempts_put_an_event_off_as_well() {
    long before = stores().figures().unreadable();
    InvocationQueue queue = store().queue();
    NewInvocation lost = invocation("orders");
    queue.enqueue(lost, false);
    ClaimedInvocation claim = queue.claimDue("orders", 1, Set.of()).getFirst();
    queue.retryLater(claim, attempt(1, "Crashed"), true, Duration.ZERO);
    set("invocation", "attempts", "request_id", lost.requestId(), TEXT_OF_A_MISSING_KEY);
    assertThat(due(10)).isEmpty();
    assertThat(stores().figures().unreadable()).isEqualTo(before + 1);
  }

  @Test
  default void unreadable_first_event_of_a_group_holds_it_back() {
    InvocationQueue queue = store().queue();
    NewInvocation first = invocation("orders").ofGroup("a");
    NewInvocation second = invocation("orders").ofGroup("a");
    NewInvocation other = invocation("orders").ofGroup("b");
    List.of(first, second, other).forEach(event -> queue.enqueue(event, false));
    byte[] payload = lose(first);
    assertThat(due(10)).containsExactly(other.requestId());
    assertThat(due(10)).isEmpty();
    restore("invocation", "payload", "request_id", first.requestId(), payload);
    ClaimedInvocation back = queue.claimDue("orders", 10, Set.of()).getFirst();
    assertThat(back.invocation().requestId()).isEqualTo(first.requestId());
    queue.complete(back, List.of());
    assertThat(due(10)).containsExactly(second.requestId());
  }

  @Test
  default void unreadable_event_of_a_tenant_holds_up_no_other_tenant() {
    NewInvocation lost = invocation("orders").ofTenant("anna");
    NewInvocation next = invocation("orders").ofTenant("anna");
    NewInvocation other = invocation("orders").ofTenant("ben");
    List.of(lost, next, other).forEach(event -> store().queue().enqueue(event, false));
    lose(lost);
    assertThat(due(10)).containsExactlyInAnyOrder(next.requestId(), other.requestId());
    assertThat(due(10)).isEmpty();
  }

  @Test
  default void unreadable_message_to_a_destination_is_put_off() {
    OutboxMessage lost = message("http://a");
    OutboxMessage next = message("http://b");
    store().deadLetters().add(List.of(), List.of(lost, next));
    byte[] body = lose("outbox", "body", "id", lost.id());
    Outbox outbox = store().outbox();
    assertThat(outbox.claimDue(1))
        .extracting(claim -> claim.message().id())
        .containsExactly(next.id());
    assertThat(outbox.claimDue(10)).isEmpty();
    assertThat(outbox.waiting()).isEqualTo(1);
    restore("outbox", "body", "id", lost.id(), body);
    Outbox.Claimed back = outbox.claimDue(10).getFirst();
    assertThat(back.message().body()).isEqualTo(lost.body());
    assertThat(back.tries()).isZero();
  }

  @Test
  default void unreadable_letter_is_shown_without_what_cannot_be_read() {
    store()
        .deadLetters()
        .add(List.of(letter(1, "orders", "R"), letter(2, "orders", "R")), List.of());
    String id = letter(1, "orders", "R").id();
    lose("dead_letter", "payload", "id", id);
    set("dead_letter", "last_error", "id", id, TEXT_OF_A_MISSING_KEY);
    set("dead_letter", "attempts", "id", id, TEXT_OF_A_MISSING_KEY);
    Filter all = new Filter("orders", null, null, null, null, null);
    assertThat(store().deadLetterQueries().page(all, null, 10))
        .extracting(DeadLetterSummary::lastError)
        .containsExactly("last words", REASON);
    List<DeadLetter> letters =
        store().deadLetterScan().oldestFirst(RedriveScope.of(all), "", 10).letters();
    assertThat(letters).extracting(DeadLetter::unreadable).containsExactly(REASON, null);
    assertThat(letters.getFirst().payload()).isEmpty();
    assertThat(letters.getFirst().attempts()).isEmpty();
    assertThatExceptionOfType(UnreadableLetterException.class)
        .isThrownBy(() -> store().deadLetters().redrive(id, "request", ACTOR))
        .withMessageContaining(REASON);
    assertThat(store().deadLetters().discard(id, ACTOR, "its key is lost")).isTrue();
  }

  @Test
  default void run_leaves_an_unreadable_letter_and_moves_the_others() {
    DeadLetter lost = letter(1, "orders", "R");
    DeadLetter other = letter(2, "orders", "R");
    store().deadLetters().add(List.of(lost, other), List.of());
    lose("dead_letter", "payload", "id", lost.id());
    Instant now = Instant.ofEpochMilli(1_700_000_000_000L);
    RedriveRun run =
        new RedriveRun(
            "run-unreadable",
            "{}",
            RedriveRun.State.RUNNING,
            null,
            RedriveRun.Progress.begin(true, 12.5),
            now,
            now);
    AuditEntry entry =
        new AuditEntry(
            ACTOR, "CreateRedrive", Target.redrive("run-unreadable"), "for the test", Map.of());
    store().redriveRuns().create(run, entry);
    RedriveWork work = store().redriveWork();
    List<RedriveWork.Move> moves =
        List.of(
            new RedriveWork.Move(lost.id(), "request-1", null),
            new RedriveWork.Move(other.id(), "request-2", null));
    RedriveWork.Batch batch =
        new RedriveWork.Batch(
            moves, other.id(), 0, List.of(), FunctionTarget.latest("orders"), ACTOR);
    RedriveRun moved = work.move(work.claim().getLast(), batch).orElseThrow();
    assertThat(moved.progress().sent()).isEqualTo(1);
    assertThat(moved.progress().untransformed()).isEqualTo(1);
    assertThat(store().redriveRuns().untransformed("run-unreadable", "", 10))
        .containsExactly(new RedriveWork.Untransformed(lost.id(), "its payload " + REASON));
    assertThat(due(10)).containsExactly("request-2");
    assertThat(store().deadLetterQueries().find(lost.id())).isPresent();
  }

  @Test
  default void unreadable_head_of_a_parked_key_is_discarded_only_on_request() {
    Instant arrived = Instant.ofEpochMilli(1_700_000_000_000L);
    byte[] payload = StoreContract.bytes("[1]");
    var head = new ParkedRecord(0, "a", "s-1", "7", arrived, payload, null, null);
    ParkedKeys keys = store().parkedKeys();
    keys.park(StoreContract.reading(store(), "t", "s-1"), "broken", List.of(head));
    set("parked_record", "payload", "record_id", "7", OF_A_MISSING_KEY);
    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> keys.discardHead("t", "a", StoreContract.ACTOR, "lost", false))
        .withMessageContaining(REASON);
    assertThat(keys.list("t")).hasSize(1);
    assertThat(keys.discardHead("t", "a", StoreContract.ACTOR, "lost", true)).isNotNull();
    assertThat(keys.list("t")).isEmpty();
  }
}
