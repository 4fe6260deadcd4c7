package dev.tripline.testkit.store;

import static dev.tripline.testkit.store.StoreContract.letter;
import static dev.tripline.testkit.store.StoreContract.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.OutboxMessage;
import java.util.ArrayList;
import java.util.List;
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
    ClaimedInvocation claim = store().queue().claimDue("orders", 10).getFirst();
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
    assertThat(store().queue().claimDue("orders", 10)).hasSize(1);
  }

  @Test
  default void discarded_letter_is_gone() {
    store().deadLetters().add(List.of(letter(1, "orders", "Rejected")), List.of());
    String id = letter(1, "orders", "Rejected").id();
    assertThat(store().deadLetters().discard(id, ACTOR, "known bad, ticket 12")).isTrue();
    assertThat(store().deadLetters().discard(id, ACTOR, "again")).isFalse();
    assertThat(store().deadLetterQueries().find(id)).isEmpty();
    assertThat(store().queue().claimDue("orders", 10)).isEmpty();
  }
}
