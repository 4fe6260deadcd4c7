package dev.tripline.adapter.http.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyAnswerTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String shown(ProxyAnswer answer) {
    return answer.status()
        + " "
        + answer.headers().stream()
            .map(header -> header.name() + "=" + header.value())
            .collect(Collectors.joining(";"))
        + " "
        + new String(answer.body(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"text\" | 200 content-type=application/json text",
        "null | 200 content-type=application/json null",
        "17 | 200 content-type=application/json 17",
        "{ \"a\": 1 } | 200 content-type=application/json {\"a\":1}",
        "{\"statusCode\":204} | 204 content-type=application/json",
        "{\"statusCode\":\"404\",\"body\":\"no\"} | 404 content-type=application/json no",
        "{\"statusCode\":200,\"body\":{\"a\":1}} | 200 content-type=application/json {\"a\":1}",
        "{\"statusCode\":200,\"headers\":{\"Content-Type\":\"a/b\",\"X\":1,\"Content-Length\":\"9\"},\"body\":\"\"}"
            + " | 200 content-type=a/b;x=1",
        "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"dGV4dA==\"}"
            + " | 200 content-type=application/json text",
        "{\"statusCode\":200,\"cookies\":[\"a=1\",\"b=2\"]}"
            + " | 200 content-type=application/json;set-cookie=a=1;set-cookie=b=2",
        "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"dGV4\\r\\ndA==\\n\"}"
            + " | 200 content-type=application/json text",
        "{\"statusCode\":200,\"headers\":{\"x\":\"1\"},\"multiValueHeaders\":{\"x\":[\"2\"],\"y\":[\"3\"]}}"
            + " | 200 content-type=application/json;x=1"
      })
  void a_payload_of_format_2_means_an_answer(String payload, String expected) throws Exception {
    assertThat(shown(ProxyAnswer.ofFormat2(bytes(payload))).strip()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no json",
        "{\"statusCode\":99}",
        "{\"statusCode\":100}",
        "{\"statusCode\":\"ok\"}",
        "{\"statusCode\":200.5}",
        "{\"statusCode\":200,\"headers\":{\"a\\r\\nb\":\"c\"}}",
        "{\"statusCode\":200,\"headers\":{\"a\":\"c\\r\\nSet-Cookie: x=1\"}}",
        "{\"statusCode\":200,\"headers\":{\"a\":[1]}}",
        "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"=\"}",
        "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"!!!\"}",
        "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"dGV4dA-_\"}",
        "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":{\"a\":1}}",
        "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":17}"
      })
  void a_payload_that_means_none_is_refused(String payload) {
    assertThatThrownBy(() -> ProxyAnswer.ofFormat2(bytes(payload)))
        .isInstanceOf(InvalidProxyAnswerException.class);
    assertThatThrownBy(() -> ProxyAnswer.ofFormat1(bytes(payload)))
        .isInstanceOf(InvalidProxyAnswerException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"text\"", "{\"a\":1}", "[]"})
  void a_payload_of_format_1_needs_a_status(String payload) {
    assertThatThrownBy(() -> ProxyAnswer.ofFormat1(bytes(payload)))
        .isInstanceOf(InvalidProxyAnswerException.class);
  }

  /// Each format has its own way to say a header twice.
  @Test
  void format_1_has_lists_of_values_and_no_cookies() throws Exception {
    String payload =
        "{\"statusCode\":200,\"headers\":{\"x\":\"1\",\"z\":\"4\"},"
            + "\"multiValueHeaders\":{\"x\":[\"2\",\"3\"]},\"cookies\":[\"a=1\"]}";
    assertThat(shown(ProxyAnswer.ofFormat1(bytes(payload))).strip())
        .isEqualTo("200 content-type=application/json;z=4;x=2;x=3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"statusCode\":201} | 201 content-type=application/octet-stream body",
        "{\"statusCode\":201,\"multiValueHeaders\":{\"x\":[\"1\"]}} | 201"
            + " content-type=application/octet-stream body",
        "{\"headers\":{\"content-type\":\"a/b\"}} | 200 content-type=a/b body"
      })
  void a_prelude_of_a_streamed_answer_counts(String prelude, String expected) throws Exception {
    String payload = prelude + "\0".repeat(8) + "body";
    assertThat(shown(ProxyAnswer.ofFormat2(bytes(payload)))).isEqualTo(expected);
  }
}
