package dev.tripline.retry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// AWS's rules for partial batch responses, as a table.
class BatchAnswerTest {
  private static final List<String> BATCH = List.of("a", "b", "c");

  private static BatchAnswer read(String answer) {
    return BatchAnswer.read(answer.getBytes(StandardCharsets.UTF_8), true, BATCH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "\"\"",
        "{\"batchItemFailures\":[]}",
        "{\"batchItemFailures\":null}"
      })
  void all_succeeded(String answer) {
    assertThat(read(answer)).isEqualTo(new BatchAnswer.AllSucceeded());
  }

  @Test
  void some_failed() {
    assertThat(
            read(
                """
                {"batchItemFailures":[{"itemIdentifier":"c"},{"itemIdentifier":"a","x":1},
                 {"itemIdentifier":"c"}]}\
                """))
        .isEqualTo(new BatchAnswer.SomeFailed(Set.of("a", "c")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"a\"},{\"itemIdentifier\":\"\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":1}]}",
        "{\"batchItemFailures\":[{\"identifier\":\"a\"}]}",
        "{\"batchItemFailures\":[{}]}",
        "{\"batchItemFailures\":[null]}",
        "{\"batchItemFailures\":[\"a\"]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"unknown\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"a\"},{\"itemIdentifier\":\"unknown\"}]}",
        "{\"batchItemFailures\":{\"itemIdentifier\":\"a\"}}",
        "{\"batchItemFailures\":\"a\"}",
        "{\"batchItemFailure\":[{\"itemIdentifier\":\"a\"}]}",
        "{\"statusCode\":200}",
        "[{\"itemIdentifier\":\"a\"}]",
        "\"ok\"",
        "7",
        "{\"batchItemFailures\":[",
        "{} {}",
        "not json"
      })
  void all_failed_because_the_answer_is_not_understood(String answer) {
    assertThat(read(answer)).isInstanceOf(BatchAnswer.AllFailed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"not json", "{\"batchItemFailures\":[{\"itemIdentifier\":\"a\"}]}"})
  void without_reporting_any_answer_is_a_success(String answer) {
    assertThat(BatchAnswer.read(answer.getBytes(StandardCharsets.UTF_8), false, BATCH))
        .isEqualTo(new BatchAnswer.AllSucceeded());
  }
}
