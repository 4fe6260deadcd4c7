package dev.tripline.dispatcher.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.delivery.invocation.InvocationStep;
import dev.tripline.dispatcher.delivery.invocation.InvocationStep.Kind;
import dev.tripline.dispatcher.delivery.invocation.Invocations;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Numbers of which not all is looked at say so.
class ExplanationRuleTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static String summary(List<InvocationStep> steps, Evidence.Letters letters) {
    Evidence evidence =
        new Evidence(
            "r",
            steps,
            steps,
            letters,
            Map.of(),
            Optional.empty(),
            null,
            null,
            null,
            Duration.ofDays(7));
    return new ExplanationRule(evidence, NOW).explain().summary();
  }

  private static Evidence.Letters letters(int number, boolean more) {
    DeadLetterSummary letter =
        new DeadLetterSummary(
            "id",
            "r",
            FunctionTarget.latest("orders"),
            null,
            "RetriesExhausted",
            null,
            null,
            2,
            3,
            NOW,
            NOW,
            0);
    return new Evidence.Letters(Collections.nCopies(number, letter), more, null);
  }

  private static List<InvocationStep> failed(int number) {
    InvocationStep step =
        new InvocationStep(
            "r", NOW, Kind.FAILED, "orders", null, 1, Duration.ofMinutes(1), null, "no", null, 1);
    return Collections.nCopies(number, step);
  }

  @Test
  void dead_letters_beyond_the_first_ones_are_not_counted_and_that_is_said() {
    assertThat(summary(List.of(), letters(2, false))).startsWith("has 2 dead letters");
    assertThat(summary(List.of(), letters(20, true))).startsWith("has at least 20 dead letters");
  }

  @Test
  void failures_beyond_the_last_steps_are_not_counted_and_that_is_said() {
    assertThat(summary(failed(2), Evidence.Letters.NONE)).startsWith("has failed 2 times");
    assertThat(summary(failed(Invocations.MOST_STEPS), Evidence.Letters.NONE))
        .startsWith("has failed at least 1000 times");
  }
}
