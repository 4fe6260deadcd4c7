package dev.tripline.retry.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCheckTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "1", "\"a\"", "null", "true", " {\"a\":[1,{\"b\":null}]} ", "\"ä\""})
  void one_json_value_is_taken(String content) {
    assertThat(JsonCheck.isJson(bytes(content))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "{", "[1,]", "{\"a\"}", "{}{}", "1 2", "\"open", "tru", "a", "{'a':1}", "NaN"
      })
  void everything_else_is_not(String content) {
    assertThat(JsonCheck.isJson(bytes(content))).isFalse();
  }

  @Test
  void bytes_that_are_no_utf8_are_not() {
    assertThat(JsonCheck.isJson(new byte[] {'"', (byte) 0xC3, '"'})).isFalse();
  }

  @Test
  void other_encodings_and_byte_order_marks_are_not() {
    String text = "{\"a\":1}";
    for (Charset encoding :
        List.of(
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            Charset.forName("UTF-32LE"))) {
      assertThat(JsonCheck.isJson(text.getBytes(encoding))).as(encoding.name()).isFalse();
    }
    assertThat(JsonCheck.isJson(bytes("\uFEFF" + text))).isFalse();
    assertThat(JsonCheck.isJson(bytes(text))).isTrue();
  }

  @Test
  void depth_has_a_limit() {
    assertThat(JsonCheck.isJson(bytes("[".repeat(10_000)))).isFalse();
  }

  @Test
  void objection_says_why() {
    assertThat(JsonCheck.objection(bytes("")))
        .hasValueSatisfying(why -> assertThat(why).contains("end-of-input"));
    assertThat(JsonCheck.objection(bytes("{} 1")))
        .hasValueSatisfying(why -> assertThat(why).contains("Trailing token"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "{\"a\":NaN}",
        "{\"a\":",
        "[1,",
        "{'a':1}",
        "[1,]",
        "+1",
        "01",
        "/* a */ 1",
        "# a",
        "\"a\nb\"",
        "\"open",
        "tru",
        "1.",
        "{a:1}",
        "\"\\q\"",
        "-Infinity"
      })
  void objection_names_the_place_and_nothing_of_the_parser(String content) {
    assertThat(JsonCheck.objection(bytes(content)))
        .hasValueSatisfying(why ->
            assertThat(why)
                .matches("[^\n]+ at line \\d+, column \\d+")
                .doesNotContain("Feature", "Source", "enable", "`", "ALLOW_", "Jackson"));
  }

  @Test
  void objection_to_depth_names_nothing_of_the_parser() {
    assertThat(JsonCheck.objection(bytes("[".repeat(10_000))))
        .hasValueSatisfying(why -> assertThat(why).contains("depth").doesNotContain("Stream", "`"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
