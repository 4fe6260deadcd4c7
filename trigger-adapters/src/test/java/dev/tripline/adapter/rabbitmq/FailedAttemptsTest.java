package dev.tripline.adapter.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.tripline.spi.invocation.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
  private static final BasicProperties PLAIN = new BasicProperties.Builder().build();

  @Test
  void message_without_any_has_none() {
    assertThat(FailedAttempts.of(PLAIN)).isEmpty();
  }

  @Test
  void first_and_latest_attempts_are_kept() {
    BasicProperties properties = PLAIN;
    for (int number = 1; number <= 100; number++) {
      properties = FailedAttempts.with(properties, attempt(number, "it failed"));
    }
    List<Integer> latest = IntStream.rangeClosed(102 - FailedAttempts.MOST, 100).boxed().toList();
    assertThat(FailedAttempts.of(properties)).extracting(Attempt::number).first().isEqualTo(1);
    assertThat(FailedAttempts.of(properties).stream().skip(1))
        .extracting(Attempt::number)
        .isEqualTo(latest);
  }

  @Test
  void long_error_is_cut() {
    BasicProperties properties = FailedAttempts.with(PLAIN, attempt(1, "x".repeat(100_000)));
    assertThat(FailedAttempts.of(properties).getFirst().errorMessage())
        .hasSize(FailedAttempts.LONGEST)
        .endsWith("x…");
  }

  @Test
  void what_others_wrote_there_is_passed_over() {
    var strange =
        new BasicProperties.Builder()
            .headers(Map.of(FailedAttempts.HEADER, List.of("x", Map.of("number", "one"))))
            .build();
    assertThat(FailedAttempts.of(strange)).isEmpty();
  }

  private static Attempt attempt(int number, String error) {
    return new Attempt(number, Instant.EPOCH, Duration.ZERO, "FunctionError", "Boom", error);
  }
}
