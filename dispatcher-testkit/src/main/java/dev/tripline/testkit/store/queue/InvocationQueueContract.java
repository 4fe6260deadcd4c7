package dev.tripline.testkit.store.queue;

import static dev.tripline.testkit.store.StoreContract.attempt;
import static dev.tripline.testkit.store.StoreContract.bytes;
import static dev.tripline.testkit.store.StoreContract.claimed;
import static dev.tripline.testkit.store.StoreContract.invocation;
import static dev.tripline.testkit.store.StoreContract.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.NodeLease;
import dev.tripline.testkit.store.StoreContract;
import dev.tripline.testkit.store.StoreUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The contract of every [InvocationQueue].
public interface InvocationQueueContract extends StoreContract {

  @Test
  default void accepted_invocation_is_claimed_by_the_node_that_took_it() {
    NewInvocation invocation = invocation("orders");
    ClaimedInvocation claim = claimed(store().queue(), invocation);
    assertThat(claim.invocation()).isSameAs(invocation);
    assertThat(claim.attempts()).isEmpty();
    assertThat(store().queue().functionsWithDueWork(10)).isEmpty();
    assertThat(store().queue().claimDue("orders", 10, Set.of())).isEmpty();
  }

  @Test
  default void unclaimed_invocation_is_due_at_once_and_complete() {
    byte[] payload = new byte[1 << 20];
    payload[0] = (byte) 0xff;
    NewInvocation sent =
        new NewInvocation(UUID.randomUUID().toString(), ORDERS, payload, "t-1", "key", 7, 2);
    assertThat(store().queue().enqueue(sent, false)).isInstanceOf(Enqueued.Waiting.class);
    assertThat(store().queue().functionsWithDueWork(10)).containsExactly("orders");
    NewInvocation found = store().queue().claimDue("orders", 10, Set.of()).getFirst().invocation();
    assertThat(found.payload()).isEqualTo(payload);
    assertThat(found)
        .usingRecursiveComparison()
        .ignoringFields("payload", "dedupKey")
        .isEqualTo(sent);
  }

  @Test
  default void completed_invocation_leaves_the_queue() {
    ClaimedInvocation claim = claimed(store().queue(), invocation("orders"));
    assertThat(store().queue().complete(claim, List.of())).isTrue();
    assertThat(store().queue().complete(claim, List.of())).isFalse();
    InvocationQueue next = rescued(store().successor());
    assertThat(next.functionsWithDueWork(10)).isEmpty();
  }

  @Test
  default void accepted_invocations_survive_the_death_of_their_node() {
    Set<String> accepted = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      NewInvocation invocation = invocation("orders");
      store().queue().enqueue(invocation, i % 2 == 0);
      accepted.add(invocation.requestId());
    }
    List<ClaimedInvocation> found = rescued(store().successor()).claimDue("orders", 100, Set.of());
    assertThat(found).extracting(claim -> claim.invocation().requestId()).hasSize(20);
    assertThat(found)
        .extracting(claim -> claim.invocation().requestId())
        .containsExactlyInAnyOrderElementsOf(accepted);
  }

  @Test
  default void stale_claim_changes_nothing() {
    ClaimedInvocation stale = claimed(store().queue(), invocation("orders"));
    InvocationQueue queue = rescued(store().successor());
    assertThat(queue.complete(stale, List.of(StoreContract.message("x")))).isFalse();
    ClaimedInvocation current = queue.claimDue("orders", 1, Set.of()).getFirst();
    assertThat(current.token()).isGreaterThan(stale.token());
    assertThat(queue.complete(stale, List.of())).isFalse();
    assertThat(queue.retryLater(stale, attempt(1, "TimedOut"), true, Duration.ZERO)).isFalse();
    assertThat(queue.deadLetter(stale, StoreContract.letter(1, "orders", "x"), List.of()))
        .isFalse();
    assertThat(queue.complete(current, List.of())).isTrue();
  }

  @Test
  default void of_two_claims_of_one_invocation_that_end_together_the_newer_counts()
      throws Exception {
    InvocationQueue queue = store().queue();
    for (int i = 0; i < 20; i++) {
      ClaimedInvocation stale = claimed(queue, invocation("orders"));
      store()
          .lease()
          .giveBack(
              List.of(
                  new NodeLease.Claim(NodeLease.Work.INVOCATION, stale.sequence(), stale.token())));
      ClaimedInvocation current = queue.claimDue("orders", 1, Set.of()).getFirst();
      Iterator<ClaimedInvocation> ends = List.of(stale, current).iterator();
      List<Boolean> done =
          together(
              2,
              () -> {
                ClaimedInvocation mine;
                synchronized (ends) {
                  mine = ends.next();
                }
                return queue.complete(mine, List.of()) == (mine.token() == current.token());
              });
      assertThat(done).containsOnly(true);
    }
  }

  @Test
  default void sequence_of_a_finished_invocation_is_never_used_again() {
    ClaimedInvocation first = claimed(store().queue(), invocation("orders"));
    store().queue().complete(first, List.of());
    InvocationQueue queue = rescued(store().successor());
    ClaimedInvocation second = claimed(queue, invocation("orders"));
    assertThat(second.sequence()).isGreaterThan(first.sequence());
    assertThat(queue.complete(first, List.of())).isFalse();
    assertThat(queue.complete(second, List.of())).isTrue();
  }

  @Test
  default void same_key_of_a_trigger_is_accepted_once() {
    InvocationQueue queue = store().queue();
    assertThat(queue.enqueue(withKey("a", "1"), true)).isInstanceOf(Enqueued.Claimed.class);
    assertThat(queue.enqueue(withKey("a", "1"), true)).isInstanceOf(Enqueued.Duplicate.class);
    assertThat(queue.enqueue(withKey("b", "1"), true)).isInstanceOf(Enqueued.Claimed.class);
    assertThat(queue.enqueue(withKey("a", "2"), false)).isInstanceOf(Enqueued.Waiting.class);
    InvocationQueue next = store().successor().queue();
    assertThat(next.enqueue(withKey("a", "1"), true)).isInstanceOf(Enqueued.Duplicate.class);
  }

  @Test
  default void same_key_is_accepted_once_by_many_at_the_same_time() throws Exception {
    List<Enqueued> answers = together(32, () -> store().queue().enqueue(withKey("a", "1"), true));
    assertThat(answers).filteredOn(Enqueued.Claimed.class::isInstance).hasSize(1);
    assertThat(answers).filteredOn(Enqueued.Duplicate.class::isInstance).hasSize(31);
  }

  @Test
  default void retried_invocation_comes_back_with_its_attempts() {
    InvocationQueue queue = store().queue();
    ClaimedInvocation claim = claimed(queue, invocation("orders"));
    Attempt failed = attempt(1, "FunctionError");
    assertThat(queue.retryLater(claim, failed, true, Duration.ZERO)).isTrue();
    ClaimedInvocation again = queue.claimDue("orders", 1, Set.of()).getFirst();
    assertThat(again.attempts()).containsExactly(failed);
    assertThat(again.countedAttempts()).isEqualTo(1);
    assertThat(again.notRunStreak()).isZero();
    assertThat(again.token()).isGreaterThan(claim.token());
    assertThat(again.acceptedAt().toEpochMilli()).isEqualTo(claim.acceptedAt().toEpochMilli());
  }

  @Test
  default void throttled_tries_cost_no_attempt_and_do_not_pile_up() {
    InvocationQueue queue = store().queue();
    ClaimedInvocation claim = claimed(queue, invocation("orders"));
    for (int i = 0; i < 5; i++) {
      queue.retryLater(claim, attempt(1, "Throttled"), false, Duration.ZERO);
      claim = queue.claimDue("orders", 1, Set.of()).getFirst();
    }
    assertThat(claim.notRunStreak()).isEqualTo(5);
    assertThat(claim.countedAttempts()).isZero();
    assertThat(claim.attempts()).hasSize(1);
    queue.retryLater(claim, attempt(1, "TimedOut"), true, Duration.ZERO);
    claim = queue.claimDue("orders", 1, Set.of()).getFirst();
    assertThat(claim.notRunStreak()).isZero();
    assertThat(claim.attempts())
        .extracting(Attempt::outcome)
        .containsExactly("Throttled", "TimedOut");
  }

  @Test
  default void invocation_is_not_due_before_its_delay() {
    InvocationQueue queue = store().queue();
    ClaimedInvocation claim = claimed(queue, invocation("orders"));
    queue.retryLater(claim, attempt(1, "TimedOut"), true, Duration.ofHours(1));
    assertThat(queue.functionsWithDueWork(10)).isEmpty();
    assertThat(queue.claimDue("orders", 10, Set.of())).isEmpty();
  }

  @Test
  default void one_functions_backlog_does_not_hide_anothers_event() {
    InvocationQueue queue = store().queue();
    for (int i = 0; i < 200; i++) {
      queue.enqueue(invocation("noisy"), false);
    }
    queue.enqueue(invocation("quiet"), false);
    assertThat(queue.functionsWithDueWork(10)).containsExactly("noisy", "quiet");
    assertThat(queue.functionsWithDueWork(1)).containsExactly("noisy");
    assertThat(queue.claimDue("quiet", 10, Set.of())).hasSize(1);
    assertThat(queue.functionsWithDueWork(10)).containsExactly("noisy");
  }

  @Test
  default void oldest_due_come_first() {
    InvocationQueue queue = store().queue();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      NewInvocation invocation = invocation("orders");
      queue.enqueue(invocation, false);
      sent.add(invocation.requestId());
    }
    List<ClaimedInvocation> claimed = new ArrayList<>(queue.claimDue("orders", 10, Set.of()));
    claimed.addAll(queue.claimDue("orders", 100, Set.of()));
    assertThat(claimed).isSortedAccordingTo((a, b) -> a.acceptedAt().compareTo(b.acceptedAt()));
    assertThat(claimed)
        .extracting(claim -> claim.invocation().requestId())
        .containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  default void two_claimers_never_get_the_same_invocation() throws Exception {
    for (int i = 0; i < 300; i++) {
      store().queue().enqueue(invocation("orders"), false);
    }
    List<List<Long>> claims =
        together(
            8,
            () -> {
              List<Long> mine = new ArrayList<>();
              List<ClaimedInvocation> batch;
              do {
                batch = store().queue().claimDue("orders", 7, Set.of());
                batch.forEach(claim -> mine.add(claim.sequence()));
              } while (!batch.isEmpty());
              return mine;
            });
    List<Long> all = claims.stream().flatMap(List::stream).toList();
    assertThat(all).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  default void dead_letter_keeps_everything_and_leaves_the_queue() {
    InvocationQueue queue = store().queue();
    ClaimedInvocation claim = claimed(queue, invocation("orders"));
    var letter = StoreContract.letter(5, "orders", "RetriesExhausted");
    assertThat(queue.deadLetter(claim, letter, List.of(StoreContract.message("amqp://c/e/k"))))
        .isTrue();
    assertThat(queue.deadLetter(claim, letter, List.of())).isFalse();
    StoreUnderTest next = store().successor();
    assertThat(rescued(next).functionsWithDueWork(10)).isEmpty();
    assertThat(next.deadLetterQueries().find(letter.id()).orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(letter);
    assertThat(next.outbox().claimDue(10)).hasSize(1);
  }

  @Test
  default void follow_ups_of_a_refused_completion_are_not_sent() {
    InvocationQueue queue = store().queue();
    ClaimedInvocation claim = claimed(queue, invocation("orders"));
    queue.complete(claim, List.of(StoreContract.message("http://a")));
    queue.complete(claim, List.of(StoreContract.message("http://b")));
    assertThat(store().outbox().claimDue(10))
        .extracting(message -> message.message().destination())
        .containsExactly("http://a");
  }

  @Test
  default void empty_payload_stays_empty() {
    NewInvocation empty = NewInvocation.of(UUID.randomUUID().toString(), ORDERS, bytes(""));
    store().queue().enqueue(empty, false);
    assertThat(store().queue().claimDue("orders", 1, Set.of()).getFirst().invocation().payload())
        .isEmpty();
  }

  private static InvocationQueue rescued(StoreUnderTest store) {
    store.lease().rescue();
    return store.queue();
  }

  private static <T> List<T> together(int threads, Callable<T> work)
      throws InterruptedException, ExecutionException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> result : executor.invokeAll(Collections.nCopies(threads, work))) {
        results.add(result.get());
      }
      return results;
    }
  }
}
