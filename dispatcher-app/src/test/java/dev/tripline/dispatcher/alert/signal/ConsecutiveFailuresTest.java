package dev.tripline.dispatcher.alert.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.alert.signal.TriggerSignals.Signal;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ConsecutiveFailuresTest {
  private final ConsecutiveFailures failures = new ConsecutiveFailures();

  /// A source of which only the kind matters.
  private record Source(SourceTraits traits) implements TriggerSource {}

  private static LocalTrigger live(String id, long revision) {
    Trigger trigger =
        new Trigger(
            id,
            id,
            FunctionTarget.latest("orders"),
            false,
            JsonMapper.shared().createObjectNode(),
            new Source(
                new SourceTraits("http", Set.of(), SourceTraits.Shape.PUSH, TimeoutLimit.NONE)),
            Trigger.Sharing.NONE,
            revision,
            Instant.EPOCH,
            Instant.EPOCH);
    return new LocalTrigger(trigger, new TriggerStatus(InstantSource.system()), null, null);
  }

  @Test
  void failures_of_each_trigger_are_counted_until_one_succeeds() {
    failures.attempted("a", false);
    failures.attempted("a", false);
    failures.attempted("b", false);
    assertThat(failures.of("a")).isEqualTo(2);
    assertThat(failures.of("b")).isEqualTo(1);
    failures.attempted("a", true);
    assertThat(failures.of("a")).isZero();
    assertThat(failures.of("b")).isEqualTo(1);
  }

  @Test
  void trigger_that_was_changed_begins_anew_however_short_the_change_was() {
    failures.changed(List.of(live("a", 1), live("b", 1)));
    failures.attempted("a", false);
    failures.attempted("b", false);
    failures.changed(List.of(live("a", 1), live("b", 3))); // b was paused and resumed
    assertThat(failures.of("a")).isEqualTo(1);
    assertThat(failures.of("b")).isZero();
    failures.changed(List.of(live("b", 3)));
    assertThat(failures.of("a")).as("of a trigger that is gone").isZero();
  }

  @Test
  void the_worst_node_counts_and_residuals_are_summed() {
    assertThat(new Signal(1, 3, -1).with(new Signal(1, 7, 5))).isEqualTo(new Signal(1, 7, 4));
  }

  @Test
  void failures_before_a_change_of_the_trigger_do_not_count() {
    Signal signal = new Signal(1, 10, 1).with(new Signal(3, 2, 1));
    assertThat(signal).isEqualTo(new Signal(3, 2, 2));
    assertThat(new Signal(3, 2, 1).with(new Signal(1, 10, 1))).isEqualTo(signal);
    assertThat(signal.failuresSince(3)).isEqualTo(2);
    assertThat(signal.failuresSince(4)).isZero();
  }
}
