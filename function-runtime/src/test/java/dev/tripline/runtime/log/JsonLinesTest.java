package dev.tripline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

  private static @Nullable String line(String line, LogLevel lowest) {
    return JsonLines.line(line, lowest, "id", NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"words", "{no json", "{} {}", "[1]", "{\"level\":\"ERROR\"", "\"text\""})
  void anything_but_an_object_becomes_a_message(String text) {
    assertThat(line(text, LogLevel.INFO))
        .startsWith(
            "{\"timestamp\":\"2026-01-02T03:04:05.678Z\",\"level\":\"INFO\",\"requestId\":\"id\",\"message\":");
    assertThat(line(text, LogLevel.WARN)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"level\":\"error\"} | ERROR",
        "{\"a\":{\"level\":\"TRACE\"},\"Level\":\"WARNING\"} | WARN",
        "{\"level\":\"CRITICAL\",\"b\":[{}]} | FATAL",
        "{\"level\":30} | INFO",
        "{\"level\":\"loud\"} | INFO",
        "{} | INFO",
        "{\"level\":\"TRACE\"} | TRACE",
      })
  void object_is_kept_from_its_level_on(String object, LogLevel level) {
    assertThat(line(object, level)).isEqualTo(object);
    for (LogLevel lowest : LogLevel.values()) {
      assertThat(line(object, lowest) == null).isEqualTo(lowest.compareTo(level) > 0);
    }
  }

  @Test
  void blank_lines_are_left_out_and_lines_between_invocations_have_no_request() {
    assertThat(line(" ", LogLevel.TRACE)).isNull();
    assertThat(JsonLines.line("x", LogLevel.TRACE, null, NOW)).doesNotContain("requestId");
  }
}
