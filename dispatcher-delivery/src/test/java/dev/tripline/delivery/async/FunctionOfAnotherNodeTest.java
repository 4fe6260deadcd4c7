package dev.tripline.delivery.async;

import static dev.tripline.delivery.DeliveryBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.DeliveryBench;
import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.spi.invocation.InvocationRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An event may be claimed by a node that does not know yet what another one has registered.
class FunctionOfAnotherNodeTest {
  @TempDir Path directory;
  private final ScriptedFunctions functions = new ScriptedFunctions();

  @Test
  void event_of_a_function_that_another_node_has_just_registered_is_delivered() {
    functions.onRefresh(() -> functions.with("new", _ -> ScriptedFunctions.ok()));
    try (DeliveryBench bench = bench()) {
      bench.send("new");

      await(() -> bench.signals.figures().delivered() == 1);

      assertThat(bench.deadLetters()).isEmpty();
    }
  }

  @Test
  void event_of_a_function_that_another_node_has_just_switched_on_is_delivered() {
    functions.with("on", _ -> ScriptedFunctions.ok()).limit("on", 0);
    functions.onRefresh(() -> functions.limit("on", 1));
    try (DeliveryBench bench = bench()) {
      bench.send("on");

      await(() -> bench.signals.figures().delivered() == 1);

      assertThat(bench.deadLetters()).isEmpty();
    }
  }

  @Test
  void event_is_kept_without_an_attempt_while_the_store_cannot_tell_whether_its_function_exists() {
    AtomicInteger failures = new AtomicInteger(3);
    functions.onRefresh(() -> {
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("the store is out of reach");
      }
      functions.with("new", _ -> ScriptedFunctions.ok());
    });
    try (DeliveryBench bench = bench()) {
      bench.send("new");

      await(() -> {
        bench.clock.advance(Duration.ofSeconds(1));
        return bench.signals.figures().delivered() == 1;
      });

      assertThat(functions.requests).extracting(InvocationRequest::attempt).containsExactly(1);
      assertThat(bench.deadLetters()).isEmpty();
    }
  }

  private DeliveryBench bench() {
    return new DeliveryBench(directory, functions, DeliveryBench.QUICK);
  }
}
