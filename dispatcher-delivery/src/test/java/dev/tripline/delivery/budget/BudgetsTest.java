package dev.tripline.delivery.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Origin;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.StartRight;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nodes that run functions within the budget of one resource.
@Timeout(60)
class BudgetsTest {
  private static final Duration LEASE = Duration.ofSeconds(20);
  private static final Duration PATIENT = Duration.ofSeconds(50);

  private final MemoryShareStore store = new MemoryShareStore(4);
  private final List<Budgets> nodes = new ArrayList<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch ends = new CountDownLatch(0);

  private final Invoker functions =
      request -> {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        order.add(request.function().name());
        try {
          ends.await();
        } finally {
          running.decrementAndGet();
        }
        return result(new Outcome.Succeeded(new byte[0]));
      };

  private static InvocationResult result(Outcome outcome) {
    return new InvocationResult(outcome, null, null, Instant.EPOCH, Duration.ZERO);
  }

  private Invoker node(Duration patience, Duration lease) {
    Budgets budgets = new Budgets(store, lease, new SimpleMeterRegistry());
    budgets.start();
    nodes.add(budgets);
    return new BudgetedInvoker(
        functions,
        request ->
            request.function().name().equals("free")
                ? ResourceUse.NONE
                : ResourceUse.of(List.of("db"), Duration.ofSeconds(3)),
        budgets,
        patience,
        InstantSource.system());
  }

  private static InvocationRequest call(String function) {
    return new InvocationRequest(
        "id", FunctionTarget.latest(function), new byte[0], 1, false, null, 0);
  }

  private static Thread start(Invoker node, String function, List<Outcome> outcomes) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            outcomes.add(node.invoke(call(function)).outcome());
          } catch (InterruptedException _) {
            outcomes.add(new Outcome.Unreachable("interrupted"));
          }
        });
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  @AfterEach
  void close() {
    ends.countDown();
    nodes.forEach(Budgets::close);
  }

  @Test
  void two_nodes_never_run_more_than_the_budget_together_and_use_all_of_it() throws Exception {
    Invoker one = node(PATIENT, LEASE);
    Invoker other = node(PATIENT, LEASE);
    ends = new CountDownLatch(1);
    List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    List<Thread> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(start(i % 2 == 0 ? one : other, "f" + i % 3, outcomes));
    }
    await(() -> running.get() == 4);
    ends.countDown();
    for (Thread call : calls) {
      call.join();
    }
    assertThat(most.get()).isEqualTo(4);
    assertThat(outcomes).hasSize(100).allMatch(Outcome.Succeeded.class::isInstance);
  }

  @Test
  void call_beyond_the_budget_is_throttled_when_its_patience_ends() throws Exception {
    Invoker patient = node(PATIENT, LEASE);
    ends = new CountDownLatch(1);
    List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 4; i++) {
      start(patient, "f", outcomes);
    }
    await(() -> running.get() == 4);
    Outcome late =
        ((BudgetedInvoker) patient).waiting(Duration.ofMillis(50)).invoke(call("g")).outcome();
    assertThat(late)
        .isEqualTo(
            new Outcome.Throttled("ConcurrentInvocationLimitExceeded", Duration.ofSeconds(1)));
    Thread free = start(patient, "free", outcomes);
    await(() -> order.contains("free"));
    assertThat(running).hasValue(5);
    ends.countDown();
    free.join();
  }

  @Test
  void function_that_comes_last_is_next_when_another_has_all_places() throws Exception {
    store.budget(1);
    Invoker node = node(PATIENT, LEASE);
    ends = new CountDownLatch(1);
    List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 30; i++) {
      start(node, "greedy", outcomes);
    }
    await(() -> running.get() == 1);
    Thread modest = start(node, "modest", outcomes);
    await(() -> modest.getState() == Thread.State.TIMED_WAITING);
    ends.countDown();
    await(() -> outcomes.size() == 31);
    assertThat(order.indexOf("modest")).isEqualTo(1);
  }

  @Test
  void tenants_of_a_function_take_turns() throws Exception {
    store.budget(1);
    Invoker node = node(PATIENT, LEASE);
    ends = new CountDownLatch(1);
    List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    List<String> tenants = List.of("a", "a", "a", "a", "b");
    Invoker told =
        request -> {
          InvocationResult result = node.invoke(request);
          order.add(String.valueOf(request.origin().tenantId()));
          return result;
        };
    for (int i = 0; i < tenants.size(); i++) {
      Origin origin = new Origin(null, tenants.get(i));
      Thread call = start(request -> told.invoke(request.from(origin)), "f", outcomes);
      boolean runs = i == 0;
      await(() -> runs ? running.get() == 1 : call.getState() == Thread.State.TIMED_WAITING);
    }
    ends.countDown();
    await(() -> outcomes.size() == 5);
    order.removeIf("f"::equals);
    assertThat(order.indexOf("b")).as("in %s", order).isLessThan(3);
  }

  @Test
  void nothing_starts_once_the_lease_may_have_ended() throws Exception {
    Invoker node = node(Duration.ofMillis(300), Duration.ofSeconds(1));
    assertThat(node.invoke(call("f")).outcome()).isInstanceOf(Outcome.Succeeded.class);
    store.away(true);
    Outcome outcome = node.invoke(call("f")).outcome();
    while (!(outcome instanceof Outcome.Throttled)) {
      outcome = node.invoke(call("f")).outcome();
    }
    store.away(false);
    Invoker again = ((BudgetedInvoker) node).waiting(PATIENT);
    assertThat(again.invoke(call("f")).outcome()).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void nothing_runs_against_a_resource_that_is_not_there_until_it_is_made() throws Exception {
    store.budget(0);
    Invoker node = node(PATIENT, LEASE);
    assertThat(node.invoke(call("f")).outcome())
        .isInstanceOfSatisfying(
            Outcome.Unreachable.class,
            outcome -> assertThat(outcome.detail()).contains("PUT /v1/resources/db"));
    store.budget(2);
    assertThat(node.invoke(call("f")).outcome()).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void who_loses_the_right_to_start_waits_no_longer() throws Exception {
    store.budget(1);
    Invoker node = node(PATIENT, LEASE);
    ends = new CountDownLatch(1);
    start(node, "f", new CopyOnWriteArrayList<>());
    await(() -> running.get() == 1);
    StartRight lost = () -> false;
    assertThat(node.invoke(call("f").under(lost)).outcome())
        .isInstanceOf(Outcome.Unreachable.class);
  }

  @Test
  void node_that_stops_gives_its_part_back() throws Exception {
    Invoker node = node(PATIENT, LEASE);
    node.invoke(call("f"));
    assertThat(store.held()).isPositive();
    nodes.getFirst().close();
    assertThat(store.held()).isZero();
  }
}
