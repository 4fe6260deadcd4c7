package dev.tripline.delivery.async;

import static dev.tripline.delivery.DeliveryBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.DeliveryBench;
import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tenants that share a function which runs one event at a time.
class TenantsShareTest {
  private @TempDir Path directory;
  private final ScriptedFunctions functions = new ScriptedFunctions().limit("f", 1);

  private static NewInvocation event(String tenant) {
    return NewInvocation.of(
            UUID.randomUUID().toString(), FunctionTarget.latest("f"), new byte[] {'1'})
        .ofTenant(tenant);
  }

  /// At once, so that they share commits.
  private static void send(DeliveryBench bench, String tenant, int events) {
    try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
      IntStream.range(0, events)
          .forEach(_ -> threads.execute(() -> bench.delivery.accept(event(tenant))));
    }
  }

  private List<String> started() {
    return functions.requests.stream()
        .map(request -> String.valueOf(request.origin().tenantId()))
        .toList();
  }

  @Test
  void event_of_a_tenant_starts_next_behind_a_hundred_thousand_of_another() {
    CountDownLatch release = new CountDownLatch(1);
    functions.with(
        "f",
        _ -> {
          release.await();
          return ScriptedFunctions.ok();
        });
    try (DeliveryBench bench = new DeliveryBench(directory, functions, DeliveryBench.QUICK)) {
      send(bench, "large", 100_000);
      await(() -> functions.requests.size() == 1);
      bench.delivery.accept(event("small"));
      release.countDown();
      await(() -> functions.requests.size() > 3);
      assertThat(started().subList(0, 3)).containsExactly("large", "small", "large");
      assertThat(bench.signals.figures().spilled()).isGreaterThan(90_000);
    }
  }

  @Test
  void after_a_restart_too() {
    functions.with("f", _ -> ScriptedFunctions.ok());
    try (Stores stores =
        Stores.open(
            StoreSettings.sqlite(directory.resolve("store.db")),
            new DeliveryBench.TurnedClock(),
            Milestone.Listener.NONE)) {
      IntStream.range(0, 2_000).forEach(_ -> stores.queue().enqueue(event("large"), false));
      stores.queue().enqueue(event("small"), false);
    }
    try (DeliveryBench bench = new DeliveryBench(directory, functions, DeliveryBench.QUICK)) {
      await(() -> functions.requests.size() > 3);
      await(() -> started().contains("small"));
      // Some run before the batch that was read with it is sorted in.
      assertThat(started().indexOf("small")).isLessThan(100);
      await(() -> bench.signals.figures().delivered() == 2_001);
    }
  }

  @Test
  void retry_in_the_store_is_not_kept_waiting_by_memory_that_is_full_of_another_tenant() {
    Semaphore steps = new Semaphore(0);
    functions.with(
        "f",
        request -> {
          steps.acquire();
          boolean fails = "small".equals(request.origin().tenantId()) && request.attempt() == 1;
          return fails ? ScriptedFunctions.error("Boom") : ScriptedFunctions.ok();
        });
    try (DeliveryBench bench = new DeliveryBench(directory, functions, DeliveryBench.QUICK)) {
      send(bench, "large", 3_000);
      bench.delivery.accept(event("small"));
      steps.release(2);
      await(() -> bench.signals.figures().retried() == 1);
      bench.clock.advance(Duration.ofSeconds(61));
      int before = functions.requests.size();
      while (functions.requests.stream().noneMatch(TenantsShareTest::isRetry)) {
        int seen = functions.requests.size();
        steps.release();
        await(() -> functions.requests.size() > seen);
      }
      assertThat(functions.requests.size() - before).isLessThan(240);
      steps.release(5_000);
      await(() -> bench.signals.figures().delivered() == 3_001);
    }
  }

  private static boolean isRetry(InvocationRequest request) {
    return "small".equals(request.origin().tenantId()) && request.attempt() == 2;
  }
}
