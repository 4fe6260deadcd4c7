package dev.tripline.dispatcher.lambdaapi.invoke;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadCheckTest {
  @ParameterizedTest
  @ValueSource(strings = {"{}", "1", " {\"a\":[1,{\"b\":null}]} "})
  void one_json_value_is_taken(String payload) {
    assertThat(PayloadCheck.json(bytes(payload))).asString(UTF_8).isEqualTo(payload);
  }

  @Test
  void byte_order_mark_is_taken_off() {
    assertThat(PayloadCheck.json(bytes("\uFEFF{\"a\":1}"))).asString(UTF_8).isEqualTo("{\"a\":1}");
  }

  @Test
  void text_in_another_encoding_is_refused() {
    assertThatThrownBy(() -> PayloadCheck.json("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}{}", "tru"})
  void everything_else_is_refused(String payload) {
    assertThatThrownBy(() -> PayloadCheck.json(bytes(payload)))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith("Could not parse request body into json:");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
