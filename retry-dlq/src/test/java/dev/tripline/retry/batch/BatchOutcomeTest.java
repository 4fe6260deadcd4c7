package dev.tripline.retry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How the answers to batches of streams are read.
class BatchOutcomeTest {
  private static final List<String> OFFSETS = List.of("9", "10", "11", "100");

  @ParameterizedTest(name = "{0} → stopped at {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"10\" | 1",
        "\"100\";\"10\";\"11\" | 1",
        "\"100\";\"9\" | 0",
        "{\"partition\":\"topic-0\",\"offset\":11} | 2",
        "{\"partition\":\"topic-0\",\"offset\":\"11\"} | 2",
        "{\"partition\":\"topic-0\",\"offset\":100};{\"offset\":10,\"partition\":\"topic-0\"} | 1",
      })
  void lowest_returned_position_is_the_checkpoint(String identifiers, int index) {
    assertThat(read(identifiers)).isEqualTo(new BatchOutcome.StoppedAt(index));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"partition\":\"topic-1\",\"offset\":11}",
        "{\"partition\":\"topic-0\",\"offset\":12}",
        "{\"partition\":\"topic-0\",\"offset\":11.0}",
        "{\"partition\":\"topic-0\",\"offset\":null}",
        "{\"partition\":0,\"offset\":11}",
        "{\"partition\":\"topic-0\"}",
        "{\"offset\":11}",
        "{}",
        "10",
        "\"10\";\"12\"",
        "\"10\";null",
        "\"\"",
        "[\"10\"]",
      })
  void identifiers_that_are_not_of_the_batch_fail_all_of_it(String identifiers) {
    assertThat(read(identifiers)).isInstanceOf(BatchOutcome.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "null", "{}", "[]", "{\"batchItemFailures\":null}"})
  void empty_answers_are_a_success(String answer) {
    assertThat(of(new Outcome.Succeeded(bytes(answer)))).isEqualTo(new BatchOutcome.Succeeded());
  }

  @Test
  void errors_cost_an_attempt_and_refusals_do_not() {
    assertThat(of(new Outcome.TimedOut(bytes("{}"), "Sandbox.Timedout", "3 s")))
        .isEqualTo(new BatchOutcome.Failed("Sandbox.Timedout: 3 s"));
    assertThat(of(new Outcome.Crashed(bytes("{}"), null, null)))
        .isEqualTo(new BatchOutcome.Failed("Crashed"));
    assertThat(of(new Outcome.Throttled("Rate", Duration.ofSeconds(2))))
        .isEqualTo(new BatchOutcome.NotRun("throttled: Rate", Duration.ofSeconds(2)));
    assertThat(of(new Outcome.Unreachable("down")))
        .isEqualTo(new BatchOutcome.NotRun("unreachable: down", null));
  }

  /// @param identifiers separated by semicolons
  private static BatchOutcome read(String identifiers) {
    String items =
        "{\"itemIdentifier\":" + identifiers.replace(";", "},{\"itemIdentifier\":") + "}";
    return of(new Outcome.Succeeded(bytes("{\"batchItemFailures\":[" + items + "]}")));
  }

  private static BatchOutcome of(Outcome outcome) {
    return BatchOutcome.of(outcome, true, "topic-0", OFFSETS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
