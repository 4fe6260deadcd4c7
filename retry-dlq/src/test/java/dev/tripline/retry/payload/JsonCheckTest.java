package dev.tripline.retry.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
