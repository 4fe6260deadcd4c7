package dev.tripline.dispatcher.lambdaapi.invoke;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadCheckTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "1", "\"a\"", "null", "true", " {\"a\":[1,{\"b\":null}]} ", "\"ä\""})
  void one_json_value_is_taken(String payload) {
    assertThatCode(() -> PayloadCheck.requireJson(bytes(payload))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ", "{", "[1,]", "{\"a\"}", "{}{}", "1 2", "\"open", "tru", "a", "{'a':1}", "NaN"
      })
  void everything_else_is_refused(String payload) {
    assertThatThrownBy(() -> PayloadCheck.requireJson(bytes(payload)))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith("Could not parse request body into json:");
  }

  @Test
  void bytes_that_are_no_utf8_are_refused() {
    assertThatThrownBy(() -> PayloadCheck.requireJson(new byte[] {'"', (byte) 0xC3, '"'}))
        .isInstanceOf(ApiException.class);
  }

  @Test
  void depth_has_a_limit() {
    assertThatThrownBy(() -> PayloadCheck.requireJson(bytes("[".repeat(10_000))))
        .isInstanceOf(ApiException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
