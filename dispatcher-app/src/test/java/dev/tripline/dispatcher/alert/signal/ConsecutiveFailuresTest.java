package dev.tripline.dispatcher.alert.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliveryEvents;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsecutiveFailuresTest {
  private static final FunctionTarget ORDERS = FunctionTarget.latest("orders");

  private final DeliveryEvents events = new DeliveryEvents();

  private void failed(String trigger, boolean counts) {
    events.publish(
        () -> new DeliveryEvent.Retried("r", ORDERS, trigger, 1, "no", Duration.ZERO, counts));
  }

  private void died(String trigger) {
    events.publish(() ->
        new DeliveryEvent.DeadLettered("r", ORDERS, trigger, "letter", 1, "Rejected", "no", null));
  }

  private void succeeded(String trigger) {
    events.publish(
        () -> new DeliveryEvent.Delivered("r", ORDERS, trigger, 1, Duration.ofMillis(1)));
  }

  @Test
  void failures_of_each_trigger_are_counted_until_one_succeeds() {
    try (ConsecutiveFailures failures = new ConsecutiveFailures(events)) {
      failed("a", true);
      died("a");
      failed("b", true);
      failed("a", false);
      assertThat(failures.of("a")).as("what was not run is no failure").isEqualTo(2);
      assertThat(failures.of("b")).isEqualTo(1);
      succeeded("a");
      assertThat(failures.of("a")).isZero();
      assertThat(failures.of("b")).isEqualTo(1);
      failed("a", true);
      failures.forget("a");
      assertThat(failures.of("a")).isZero();
    }
    failed("a", true);
  }

  @Test
  void the_worst_node_counts_and_residuals_are_summed() {
    assertThat(new TriggerSignals.Signal(3, -1).with(new TriggerSignals.Signal(7, 5)))
        .isEqualTo(new TriggerSignals.Signal(7, 4));
  }
}
