package dev.tripline.spi.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AttemptTest {

  @Test
  void long_message_is_kept_in_part_and_ends_with_a_whole_character() {
    String message = "x".repeat(Attempt.LONGEST_MESSAGE - 1) + "\uD83D\uDE00 and more";
    Attempt attempt = attempt(message);
    assertThat(attempt.errorMessage()).isEqualTo("x".repeat(Attempt.LONGEST_MESSAGE - 1));
    assertThat(attempt("short").errorMessage()).isEqualTo("short");
  }

  private static Attempt attempt(String message) {
    return new Attempt(1, Instant.EPOCH, Duration.ZERO, "FunctionError", "Error", message);
  }
}
