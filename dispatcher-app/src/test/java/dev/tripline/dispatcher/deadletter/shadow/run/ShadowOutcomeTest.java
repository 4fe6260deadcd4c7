package dev.tripline.dispatcher.deadletter.shadow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShadowOutcomeTest {
  private static final byte[] NOTHING = new byte[0];

  private static DeadLetter letter(@Nullable String errorType, @Nullable String message) {
    Instant at = Instant.EPOCH;
    List<Attempt> attempts =
        errorType == null
            ? List.of()
            : List.of(new Attempt(1, at, Duration.ZERO, "FunctionError", errorType, message));
    return new DeadLetter(
        "id",
        "request",
        FunctionTarget.latest("f"),
        null,
        "RetriesExhausted",
        message,
        NOTHING,
        null,
        attempts,
        at,
        at,
        0);
  }

  private static ShadowOutcome after(DeadLetter letter, Outcome outcome) {
    return ShadowOutcome.of(
        letter,
        "shadow",
        new InvocationResult(outcome, null, null, Instant.EPOCH, Duration.ofMillis(7)));
  }

  @ParameterizedTest
  @CsvSource({
    "TypeError, no order 1, TypeError, no order 2, SAME_FAILURE",
    "TypeError, no order 1, TypeError, no customer 1, OTHER_FAILURE",
    "TypeError, no order 1, ValueError, no order 1, OTHER_FAILURE",
    "TypeError, , TypeError, , SAME_FAILURE",
    "TypeError, , , , OTHER_FAILURE",
    ", it broke, , it broke, SAME_FAILURE",
    ", it broke, Error, it broke, OTHER_FAILURE",
  })
  void failure_is_the_same_but_for_what_is_of_one_event(
      @Nullable String type,
      @Nullable String message,
      @Nullable String afterType,
      @Nullable String afterMessage,
      ShadowResult expected) {
    Outcome failed = new Outcome.FunctionError(NOTHING, afterType, afterMessage);
    assertThat(after(letter(type, message), failed).result()).isEqualTo(expected);
  }

  @Test
  void success_has_no_error_and_what_did_not_run_has_its_reason() {
    DeadLetter letter = letter("TypeError", "no order 1");
    ShadowOutcome well = after(letter, new Outcome.Succeeded(NOTHING));
    assertThat(well.result()).isEqualTo(ShadowResult.SUCCEEDS);
    assertThat(well.after()).isNull();
    assertThat(well.duration()).isEqualTo(Duration.ofMillis(7));
    ShadowOutcome throttled = after(letter, new Outcome.Throttled("TooMany", null));
    assertThat(throttled.result()).isEqualTo(ShadowResult.NOT_RUN);
    assertThat(String.valueOf(throttled.after())).contains("Throttled", "TooMany");
  }

  @Test
  void long_message_is_cut_and_holds_no_nul() {
    Outcome failed = new Outcome.FunctionError(NOTHING, "E\0", "\0" + "x".repeat(2_000));
    ShadowOutcome outcome = after(letter("E", "x"), failed);
    assertThat(outcome.message()).hasSizeLessThanOrEqualTo(1_001).startsWith("\uFFFDx");
    assertThat(String.valueOf(outcome.after())).doesNotContain("\0");
  }
}
