package dev.tripline.testkit.store.queue;

import static dev.tripline.testkit.store.StoreContract.invocation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.InvocationQueue.Offer;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.testkit.store.StoreContract;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The contract of every [InvocationQueue] about invocations that are accepted together.
public interface TogetherInQueueContract extends StoreContract {

  private static NewInvocation keyed(String trigger, String key, byte[] payload) {
    return new NewInvocation(
        UUID.randomUUID().toString(), FunctionTarget.latest("orders"), payload, trigger, key, 0, 0);
  }

  @Test
  default void invocations_of_several_functions_are_accepted_together_in_order() {
    InvocationQueue queue = store().queue();
    List<Enqueued> answers =
        queue.enqueueTogether(
            List.of(
                new Offer(invocation("orders"), true),
                new Offer(invocation("bills"), false),
                new Offer(invocation("orders"), true)));
    assertThat(answers)
        .hasExactlyElementsOfTypes(
            Enqueued.Claimed.class, Enqueued.Waiting.class, Enqueued.Claimed.class);
    assertThat(queue.functionsWithDueWork(10)).containsExactly("bills");
    assertThat(queue.claimDue("bills", 10, Set.of())).hasSize(1);
    assertThat(queue.complete(((Enqueued.Claimed) answers.getLast()).claim(), List.of())).isTrue();
  }

  @Test
  default void of_invocations_offered_together_all_are_accepted_or_none() {
    InvocationQueue queue = store().queue();
    NewInvocation first = keyed("a", "1", new byte[] {'1'});
    @SuppressWarnings("NullAway") // a row that no engine takes
    NewInvocation broken = keyed("a", "2", null);
    assertThatThrownBy(
            () -> queue.enqueueTogether(List.of(new Offer(first, false), new Offer(broken, false))))
        .isInstanceOf(RuntimeException.class);
    assertThat(queue.functionsWithDueWork(10)).isEmpty();
    assertThat(queue.enqueueTogether(List.of(new Offer(first, false))))
        .as("its key was not remembered either")
        .hasExactlyElementsOfTypes(Enqueued.Waiting.class);
  }

  @Test
  default void of_equal_keys_offered_together_the_first_is_accepted() {
    InvocationQueue queue = store().queue();
    NewInvocation known = keyed("a", "known", new byte[] {'0'});
    queue.enqueue(known, false);
    List<Enqueued> answers =
        queue.enqueueTogether(
            List.of(
                new Offer(keyed("a", "1", new byte[] {'1'}), false),
                new Offer(keyed("a", "1", new byte[] {'2'}), false),
                new Offer(keyed("b", "1", new byte[] {'3'}), false),
                new Offer(keyed("a", "known", new byte[] {'4'}), false)));
    assertThat(answers)
        .hasExactlyElementsOfTypes(
            Enqueued.Waiting.class,
            Enqueued.Duplicate.class,
            Enqueued.Waiting.class,
            Enqueued.Duplicate.class);
    assertThat(queue.claimDue("orders", 10, Set.of()))
        .extracting(claim -> (char) claim.invocation().payload()[0])
        .containsExactlyInAnyOrder('0', '1', '3');
  }
}
