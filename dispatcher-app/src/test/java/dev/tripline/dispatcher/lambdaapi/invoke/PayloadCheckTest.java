package dev.tripline.dispatcher.lambdaapi.invoke;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadCheckTest {
  @ParameterizedTest
  @ValueSource(strings = {"{}", "1", " {\"a\":[1,{\"b\":null}]} "})
  void one_json_value_is_taken(String payload) {
    assertThatCode(() -> PayloadCheck.requireJson(bytes(payload))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}{}", "tru"})
  void everything_else_is_refused(String payload) {
    assertThatThrownBy(() -> PayloadCheck.requireJson(bytes(payload)))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith("Could not parse request body into json:");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
