package dev.tripline.testkit.store.queue;

import static dev.tripline.testkit.store.StoreContract.attempt;
import static dev.tripline.testkit.store.StoreContract.bytes;
import static dev.tripline.testkit.store.StoreContract.letter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.InvocationQueue.Offer;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.testkit.store.StoreContract;
import dev.tripline.testkit.store.StoreUnderTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract of every [InvocationQueue] about invocations of groups, which have an order.
public interface OrderInQueueContract extends StoreContract {

  private static NewInvocation of(@Nullable String group, String payload) {
    return NewInvocation.of(
            UUID.randomUUID().toString(), FunctionTarget.latest("orders"), bytes(payload))
        .ofGroup(group);
  }

  private static List<String> claim(InvocationQueue queue, List<ClaimedInvocation> claims) {
    claims.clear();
    claims.addAll(queue.claimDue("orders", 10, Set.of()));
    return claims.stream().map(OrderInQueueContract::payload).toList();
  }

  private static String payload(ClaimedInvocation claim) {
    return new String(claim.invocation().payload(), StandardCharsets.UTF_8);
  }

  @Test
  default void of_a_group_only_the_first_is_delivered_until_it_has_left() {
    InvocationQueue queue = store().queue();
    List<Enqueued> answers =
        queue.enqueueTogether(
            List.of(
                new Offer(of("a", "a1"), true),
                new Offer(of("a", "a2"), true),
                new Offer(of("b", "b1"), true),
                new Offer(of(null, "none"), true),
                new Offer(of("a", "a3").ofTenant("anna"), false)));
    assertThat(answers)
        .hasExactlyElementsOfTypes(
            Enqueued.Claimed.class,
            Enqueued.Held.class,
            Enqueued.Claimed.class,
            Enqueued.Claimed.class,
            Enqueued.Held.class);
    List<ClaimedInvocation> claims = new ArrayList<>();
    assertThat(queue.functionsWithDueWork(10)).isEmpty();
    assertThat(claim(queue, claims)).isEmpty();
    ClaimedInvocation first = ((Enqueued.Claimed) answers.getFirst()).claim();
    assertThat(queue.complete(first, List.of())).isTrue();
    assertThat(queue.functionsWithDueWork(10)).containsExactly("orders");
    assertThat(claim(queue, claims)).containsExactly("a2");
    ClaimedInvocation second = claims.getFirst();
    assertThat(second.invocation().orderKey()).isEqualTo("a");
    assertThat(queue.complete(first, List.of())).as("a second time").isFalse();
    assertThat(claim(queue, claims)).as("nothing follows from that").isEmpty();
    assertThat(queue.deadLetter(second, letter(1, "orders", "RetriesExhausted"), List.of()))
        .isTrue();
    assertThat(claim(queue, claims)).containsExactly("a3");
    assertThat(queue.complete(claims.getFirst(), List.of())).isTrue();
    assertThat(queue.enqueue(of("a", "a4"), true)).isInstanceOf(Enqueued.Claimed.class);
  }

  @Test
  default void one_that_is_tried_again_holds_its_group_back() {
    InvocationQueue queue = store().queue();
    ClaimedInvocation first = StoreContract.claimed(queue, of("a", "a1"));
    assertThat(queue.enqueue(of("a", "a2"), false)).isInstanceOf(Enqueued.Held.class);
    assertThat(queue.enqueue(of("b", "b1"), false)).isInstanceOf(Enqueued.Waiting.class);
    assertThat(queue.retryLater(first, attempt(1, "TimedOut"), true, Duration.ofHours(1))).isTrue();
    List<ClaimedInvocation> claims = new ArrayList<>();
    assertThat(claim(queue, claims)).containsExactly("b1");
    assertThat(queue.enqueue(of("a", "a3"), true)).isInstanceOf(Enqueued.Held.class);
    assertThat(claim(queue, claims)).isEmpty();
  }

  @Test
  default void the_order_of_a_group_survives_the_death_of_a_node() {
    InvocationQueue queue = store().queue();
    for (int i = 1; i <= 3; i++) {
      queue.enqueue(of("a", "a" + i), true);
    }
    StoreUnderTest next = store().successor();
    next.lease().rescue();
    List<ClaimedInvocation> claims = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      assertThat(claim(next.queue(), claims)).containsExactly("a" + i);
      assertThat(next.queue().complete(claims.getFirst(), List.of())).isTrue();
    }
    assertThat(claim(next.queue(), claims)).isEmpty();
  }

  @Test
  default void groups_that_many_put_into_and_take_from_stay_in_order() throws Exception {
    int publishers = 4;
    int each = 60;
    InvocationQueue queue = store().queue();
    Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    Map<String, Map<Integer, Integer>> last = new ConcurrentHashMap<>();
    AtomicInteger left = new AtomicInteger(publishers * each);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> ends = new ArrayList<>();
      for (int p = 0; p < publishers; p++) {
        int publisher = p;
        ends.add(
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                queue.enqueue(of("group-" + i % 3, publisher + " " + i), false);
              }
            }));
        ends.add(
            threads.submit(() -> {
              while (left.get() > 0) {
                for (ClaimedInvocation claim : queue.claimDue("orders", 2, Set.of())) {
                  left.decrementAndGet();
                  try {
                    deliver(queue, claim, running, last);
                  } catch (AssertionError e) {
                    left.set(0); // nobody waits for it
                    throw e;
                  }
                }
              }
            }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    }
    assertThat(last).hasSize(3);
  }

  private static void deliver(
      InvocationQueue queue,
      ClaimedInvocation claim,
      Map<String, AtomicInteger> running,
      Map<String, Map<Integer, Integer>> last) {
    String group = String.valueOf(claim.invocation().orderKey());
    AtomicInteger others = running.computeIfAbsent(group, _ -> new AtomicInteger());
    assertThat(others.incrementAndGet()).as("one at a time of %s", group).isEqualTo(1);
    String[] words = payload(claim).split(" ", -1);
    Integer before =
        last.computeIfAbsent(group, _ -> new ConcurrentHashMap<>())
            .put(Integer.valueOf(words[0]), Integer.valueOf(words[1]));
    assertThat(before == null ? -1 : before)
        .as("the one before %s of publisher %s", words[1], words[0])
        .isEqualTo(Integer.parseInt(words[1]) < 3 ? -1 : Integer.parseInt(words[1]) - 3);
    others.decrementAndGet();
    assertThat(queue.complete(claim, List.of())).isTrue();
  }
}
