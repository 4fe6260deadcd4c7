package dev.tripline.runtime.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  @Test
  void log_has_few_of_many_refusals_of_a_kind() {
    Refusals refusals = new Refusals(1);
    assertThat(
            IntStream.range(0, 100_000)
                .filter(_ -> refusals.tell(Refusals.Kind.ANOTHERS, ""))
                .count())
        .isEqualTo(17);
    assertThat(refusals.tell(Refusals.Kind.MALFORMED, "the first of its kind")).isTrue();
  }

  @Test
  void words_of_a_function_are_one_short_line() {
    String words = "x\n2026-01-01 ERROR forged\r\u001b[31m" + "F".repeat(60_000);
    assertThat(new MalformedRequestException("not a request: " + words).getMessage())
        .startsWith("not a request: x\\u000a2026-01-01 ERROR forged\\u000d\\u001b[31mF")
        .hasSizeLessThan(300);
  }
}
