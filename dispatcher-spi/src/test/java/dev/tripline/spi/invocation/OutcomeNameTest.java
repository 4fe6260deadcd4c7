package dev.tripline.spi.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The names are in stored dead letters, whatever the types are called.
class OutcomeNameTest {
  @Test
  void names_of_outcomes_never_change() {
    byte[] nothing = new byte[0];
    List<Outcome> outcomes =
        List.of(
            new Outcome.Succeeded(nothing),
            new Outcome.FunctionError(nothing, null, null),
            new Outcome.TimedOut(nothing, null, null),
            new Outcome.Crashed(nothing, null, null),
            new Outcome.Throttled("busy", null),
            new Outcome.Unreachable("down"));
    assertThat(outcomes)
        .extracting(Outcome::name)
        .containsExactly(
            "Succeeded", "FunctionError", "TimedOut", "Crashed", "Throttled", "Unreachable");
    assertThat(outcomes)
        .as("every kind of outcome")
        .hasSize(6)
        .extracting(Object::getClass)
        .doesNotHaveDuplicates();
  }
}
