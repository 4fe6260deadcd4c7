package dev.tripline.testkit.store;

import static dev.tripline.testkit.store.StoreContract.letter;
import static dev.tripline.testkit.store.StoreContract.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterStore.End;
import dev.tripline.spi.deadletter.DeadLetterStore.Resend;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.OutboxMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The contract of every [dev.tripline.spi.deadletter.DeadLetterStore].
public interface DeadLetterStoreContract extends StoreContract {

  @Test
  default void added_letter_is_found_unchanged_after_a_crash() {
    DeadLetter letter = letter(1, "orders", "Rejected");
    store().deadLetters().add(List.of(letter), List.of());
    assertThat(store().successor().deadLetterQueries().find(letter.id()).orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(letter);
  }

  @Test
  default void same_id_twice_is_one_letter() {
    store().deadLetters().add(List.of(letter(1, "orders", "Rejected")), List.of());
    store().deadLetters().add(List.of(letter(1, "orders", "Rejected")), List.of());
    assertThat(store().deadLetterQueries().page(Filter.ALL, null, 10)).hasSize(1);
  }

  @Test
  default void given_up_records_that_were_given_up_before_are_told_apart() {
    List<DeadLetter> first = List.of(letter(1, "orders", "x"), letter(2, "orders", "x"));
    List<DeadLetter> again = List.of(letter(2, "orders", "x"), letter(3, "orders", "x"));
    assertThat(store().deadLetters().addGivenUp("t", End.DEAD, first, List.of())).isEqualTo(2);
    assertThat(store().deadLetters().addGivenUp("t", End.EXPIRED, again, List.of())).isEqualTo(1);
    assertThat(store().deadLetterQueries().page(Filter.ALL, null, 10)).hasSize(3);
  }

  @Test
  default void letters_that_were_kept_for_their_time_go_and_are_one_entry_of_the_audit() {
    DeadLetter first = letter(1, "orders", "x");
    DeadLetter second = letter(2, "orders", "x");
    store().deadLetters().add(List.of(first, second, letter(3, "orders", "x")), List.of());
    AuditEntry.Target of = new AuditEntry.Target("trigger", "t");
    List<String> ids = List.of(first.id(), second.id(), UUID.randomUUID().toString());
    assertThat(store().deadLetters().expire(ids, of)).isEqualTo(2);
    assertThat(store().deadLetters().expire(ids, of)).isZero();
    assertThat(store().deadLetterQueries().page(Filter.ALL, null, 10)).hasSize(1);
    assertThat(store().deadLetterQueries().count(Filter.ALL).number()).isEqualTo(1);
    assertThat(store().audit().page(AuditLog.Filter.of(of), null, 10))
        .extracting(recorded -> recorded.entry().details().get("letters"))
        .containsExactly("2");
  }

  @Test
  default void letters_of_a_batch_and_what_is_told_about_them_are_kept_together() {
    List<OutboxMessage> told = List.of(message("arn:aws:sqs:eu-west-1:1:q"), message("kafka://t"));
    store().deadLetters().add(List.of(letter(1, "a", "x"), letter(2, "a", "x")), told);
    StoreUnderTest next = store().successor();
    assertThat(next.deadLetterQueries().page(Filter.ALL, null, 10)).hasSize(2);
    assertThat(next.outbox().claimDue(10))
        .extracting(Outbox.Claimed::message)
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(told);
  }

  @Test
  default void redriven_letter_is_due_again_with_its_count_raised() {
    DeadLetter letter = letter(2, "orders", "RetriesExhausted");
    String requestId = UUID.randomUUID().toString();
    store().deadLetters().add(List.of(letter), List.of());
    assertThat(store().deadLetters().redrive(letter.id(), requestId, ACTOR)).isTrue();
    assertThat(store().deadLetters().redrive(letter.id(), requestId, ACTOR)).isFalse();
    assertThat(store().deadLetterQueries().find(letter.id())).isEmpty();
    ClaimedInvocation claim = store().queue().claimDue("orders", 10, Set.of()).getFirst();
    assertThat(claim.invocation().requestId()).isEqualTo(requestId);
    assertThat(claim.invocation().redriveCount()).isEqualTo(1);
    assertThat(claim.invocation().payload()).isEqualTo(letter.payload());
    assertThat(claim.invocation().triggerId()).isEqualTo("trigger-even");
    assertThat(claim.attempts()).isEmpty();
  }

  @Test
  default void letter_is_redriven_once_by_many_at_the_same_time() throws Exception {
    DeadLetter letter = letter(2, "orders", "RetriesExhausted");
    store().deadLetters().add(List.of(letter), List.of());
    int done = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> redrives = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        redrives.add(
            executor.submit(() ->
                store().deadLetters().redrive(letter.id(), UUID.randomUUID().toString(), ACTOR)));
      }
      for (Future<Boolean> redrive : redrives) {
        done += redrive.get() ? 1 : 0;
      }
    }
    assertThat(done).isEqualTo(1);
    assertThat(store().queue().claimDue("orders", 10, Set.of())).hasSize(1);
  }

  @Test
  default void letter_is_resent_with_another_payload_to_another_function() {
    DeadLetter letter = letter(2, "orders", "RetriesExhausted");
    store().deadLetters().add(List.of(letter), List.of());
    Resend resend =
        new Resend(
            UUID.randomUUID().toString(),
            StoreContract.bytes("mended"),
            new FunctionTarget("orders", "2"),
            "a wrong price");
    assertThat(store().deadLetters().resend(letter.id(), resend, ACTOR)).isTrue();
    assertThat(store().deadLetters().resend(letter.id(), resend, ACTOR)).isFalse();
    assertThat(store().deadLetterQueries().find(letter.id())).isEmpty();
    ClaimedInvocation claim = store().queue().claimDue("orders", 10, Set.of()).getFirst();
    assertThat(claim.invocation().payload()).asString().isEqualTo("mended");
    assertThat(claim.invocation().function().qualifier()).isEqualTo("2");
    AuditEntry entry = store().audit().page(AuditLog.Filter.ALL, null, 10).getFirst().entry();
    assertThat(entry.action()).isEqualTo("ResendDeadLetter");
    assertThat(entry.reason()).isEqualTo("a wrong price");
    assertThat(entry.details())
        .containsEntry(
            "newPayloadSha256", "2481edd3b03fb258be1d053d556298e7cc5d7e3c2c9c6a04776b20505335d8b3")
        .containsKey("payloadSha256");
  }

  @Test
  default void redriven_event_keeps_its_tenant_its_group_and_the_letter_it_comes_from() {
    var links = new DeadLetter.Links("anna", "group", "7", null, null);
    DeadLetter first = letter(2, "orders", "RetriesExhausted").with(links);
    DeadLetter second = letter(3, "orders", "RetriesExhausted").with(links);
    store().deadLetters().add(List.of(first, second), List.of());
    assertThat(store().deadLetterQueries().find(first.id()).orElseThrow().links()).isEqualTo(links);
    String request = UUID.randomUUID().toString();
    store().deadLetters().redrive(first.id(), request, ACTOR);
    store().deadLetters().redrive(second.id(), UUID.randomUUID().toString(), ACTOR);
    List<ClaimedInvocation> claims = store().queue().claimDue("orders", 10, Set.of());
    assertThat(claims).as("one after the other").hasSize(1);
    assertThat(claims.getFirst().invocation().tenantId()).isEqualTo("anna");
    assertThat(claims.getFirst().invocation().orderKey()).isEqualTo("group");
    DeadLetter again = letter(4, "orders", "RetriesExhausted");
    assertThat(store().queue().deadLetter(claims.getFirst(), again, List.of())).isTrue();
    DeadLetter.Links kept = store().deadLetterQueries().find(again.id()).orElseThrow().links();
    assertThat(kept.redrivenFrom()).isEqualTo(first.id());
    assertThat(kept.tenantId()).isEqualTo("anna");
    assertThat(kept.orderKey()).isEqualTo("group");
    assertThat(store().queue().claimDue("orders", 10, Set.of())).hasSize(1);
  }

  @Test
  default void event_keeps_its_trace_and_a_redriven_one_is_linked_to_it() {
    String id = "4bf92f3577b34da6a3ce929d0e0e4736";
    TraceContext span = new TraceContext(id, "00f067aa0ba902b7", true, "rojo=1,congo=t61");
    store().queue().enqueue(StoreContract.invocation("orders").in(Trace.of(span)), false);
    ClaimedInvocation claim = store().queue().claimDue("orders", 10, Set.of()).getFirst();
    assertThat(claim.invocation().trace()).isEqualTo(Trace.of(span));
    DeadLetter letter = letter(2, "orders", "RetriesExhausted");
    store().queue().deadLetter(claim, letter, List.of());
    assertThat(ofTrace(id)).containsExactly(letter.id());
    store().deadLetters().redrive(letter.id(), UUID.randomUUID().toString(), ACTOR);
    ClaimedInvocation again = store().queue().claimDue("orders", 10, Set.of()).getFirst();
    Trace redriven = again.invocation().trace();
    assertThat(redriven.parent()).isNull();
    assertThat(redriven.links())
        .containsExactly(new TraceContext(id, "00f067aa0ba902b7", true, null));
    DeadLetter second = letter(4, "orders", "RetriesExhausted");
    store().queue().deadLetter(again, second, List.of());
    assertThat(ofTrace(id)).as("of the trace that it came from").containsExactly(second.id());
    assertThat(ofTrace("5" + id.substring(1))).isEmpty();
  }

  private List<String> ofTrace(String id) {
    var filter = new Filter(null, null, null, null, null, null, null, null, null, id);
    return store().deadLetterQueries().page(filter, null, 10).stream()
        .map(DeadLetterSummary::id)
        .toList();
  }

  @Test
  default void discarded_letter_is_gone() {
    store().deadLetters().add(List.of(letter(1, "orders", "Rejected")), List.of());
    String id = letter(1, "orders", "Rejected").id();
    assertThat(store().deadLetters().discard(id, ACTOR, "known bad, ticket 12")).isTrue();
    assertThat(store().deadLetters().discard(id, ACTOR, "again")).isFalse();
    assertThat(store().deadLetterQueries().find(id)).isEmpty();
    assertThat(store().queue().claimDue("orders", 10, Set.of())).isEmpty();
  }
}
