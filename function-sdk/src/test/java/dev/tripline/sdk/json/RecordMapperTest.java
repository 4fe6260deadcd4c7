package dev.tripline.sdk.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordMapperTest {
  private final PayloadMapper mapper = PayloadMapper.standard();

  enum State {
    PAID,
    OPEN
  }

  record Line(String sku, int quantity, BigDecimal price) {}

  record Order(
      String id,
      State state,
      Instant placedAt,
      List<Line> lines,
      Set<String> tags,
      Map<String, Line> bySku,
      @Nullable Boolean gift,
      byte[] signature) {}

  record Positive(int value) {
    Positive {
      if (value < 1) {
        throw new IllegalArgumentException("value must be positive");
      }
    }
  }

  record Node(@Nullable Node next) {}

  @Test
  void a_nested_record_survives_writing_and_reading() {
    var line = new Line("tea", 2, new BigDecimal("3.50"));
    var order =
        new Order(
            "o-1",
            State.PAID,
            Instant.parse("2026-05-04T10:00:00Z"),
            List.of(line),
            Set.of("new"),
            Map.of("tea", line),
            null,
            new byte[] {1, 2, 3});

    Order read = read(text(mapper.write(order)), Order.class);

    assertThat(read).usingRecursiveComparison().isEqualTo(order);
  }

  @Test
  void properties_fit_with_other_case_and_unknown_ones_are_ignored() {
    Line line =
        read("{\"SKU\":\"tea\",\"quantity\":1,\"price\":2,\"colour\":\"green\"}", Line.class);

    assertThat(line).isEqualTo(new Line("tea", 1, new BigDecimal("2")));
  }

  @Test
  void a_missing_primitive_is_named_with_its_path() {
    assertThatThrownBy(() -> read("{\"lines\":[{\"sku\":\"tea\"}]}", Order.class))
        .isInstanceOf(InvalidPayloadException.class)
        .hasMessage("payload.lines[0].quantity is missing");
  }

  @Test
  void a_refusing_constructor_makes_the_payload_invalid() {
    assertThatThrownBy(() -> read("{\"value\":0}", Positive.class))
        .isInstanceOf(InvalidPayloadException.class)
        .hasMessage("payload is refused: value must be positive");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483648", "1.5", "1e400", "\"1\"", "true", "[1]"})
  void a_number_that_does_not_fit_is_never_rounded(String value) {
    assertThatThrownBy(() -> read("{\"value\":" + value + "}", Positive.class))
        .isInstanceOf(InvalidPayloadException.class)
        .hasMessageContaining("payload.value does not fit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "01",
        "+1",
        "1.",
        ".5",
        "-",
        "1e",
        "nul",
        "NaN",
        "\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "[1 2]",
        "{} {}",
        "[1]]",
        "\ufeff{}",
        "// x\n1"
      })
  void what_is_not_json_is_refused_as_jackson_refuses_it(String text) {
    assertThatThrownBy(() -> read(text, Object.class)).isInstanceOf(InvalidPayloadException.class);
  }

  @Test
  void bytes_that_are_not_utf8_are_refused() {
    assertThatThrownBy(() -> mapper.read(new byte[] {'"', (byte) 0xc3, '"'}, Object.class))
        .isInstanceOf(InvalidPayloadException.class)
        .hasMessage("payload is not UTF-8");
  }

  @Test
  void nesting_and_number_lengths_have_a_limit() {
    assertThatThrownBy(() -> read("[".repeat(100_000), Object.class))
        .hasMessageContaining("nested too deeply");
    assertThatThrownBy(() -> read("9".repeat(100_000), Object.class))
        .hasMessageContaining("too long");
    assertThatThrownBy(() -> read("1e999999999", java.math.BigInteger.class))
        .hasMessageContaining("too large");
  }

  @Test
  void whole_bytes_pass_unread() {
    byte[] bytes = {0, 1, (byte) 0xff};

    assertThat(mapper.read(bytes, byte[].class)).isSameAs(bytes);
    assertThat(mapper.write(bytes)).isSameAs(bytes);
  }

  @Test
  void what_has_no_json_form_is_refused_with_advice() {
    assertThatThrownBy(() -> mapper.write(new Object())).hasMessageContaining("no JSON form");
    assertThatThrownBy(() -> mapper.write(Double.NaN)).hasMessageContaining("no JSON number");
    assertThatThrownBy(() -> read("{}", Thread.class)).hasMessageContaining("use a record");
    Map<String, Object> self = new HashMap<>();
    self.put("self", self);
    assertThatThrownBy(() -> mapper.write(self)).hasMessageContaining("contains itself");
  }

  @Test
  void null_is_kept_where_it_may_be() {
    assertThat(read("{\"next\":{\"next\":null}}", Node.class)).isEqualTo(new Node(new Node(null)));
    assertThat(mapper.read("null".getBytes(StandardCharsets.UTF_8), Node.class)).isNull();
    assertThat(text(mapper.write(null))).isEqualTo("null");
  }

  private <T> T read(String json, Class<T> type) {
    Object value = mapper.read(json.getBytes(StandardCharsets.UTF_8), type);
    assertThat(value).isNotNull();
    return type.cast(value);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
