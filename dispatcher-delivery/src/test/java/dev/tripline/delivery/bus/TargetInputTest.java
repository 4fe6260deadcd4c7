package dev.tripline.delivery.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetInputTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final TargetInput.Match MATCH =
      new TargetInput.Match("arn:aws:events:r:1:rule/r", "r", NOON);
  private static final BusEvent EVENT =
      BusEvent.of(
          "id-1",
          new BusEvent.Place("1", "r"),
          new BusEvent.Entry(
              "shop",
              "Order",
              "{\"who\":\"a \\\"b\\\"\\n\",\"n\":1.50,\"list\":[{\"x\":true}],\"odd name\":2}",
              NOON,
              List.of()));

  private static String text(TargetInput input) {
    return new String(input.of(EVENT, MATCH), StandardCharsets.UTF_8);
  }

  private static String made(String template, Map<String, String> paths) {
    return text(new TargetInput.Transformed(InputTemplate.parse(template, paths)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "$.detail.n | 1.50",
        "$.detail.list[0].x | true",
        "$.detail['odd name'] | 2",
        "$.detail-type | \"Order\"",
        "$.detail.none | null",
        "$.detail.list[1] | null"
      })
  void a_path_leads_to_a_part_of_the_event(String path, String expected) {
    assertThat(text(new TargetInput.Part(EventPath.parse(path)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "$.detail.list[*].x | [true]",
        "$.detail.list[*] | [{\"x\":true}]",
        "$.detail['odd name'][*] | null",
        "$.detail.list[*].none | null",
        "$.detail.list[0].* | [true]",
        "$.resources[*] | null"
      })
  void a_star_leads_to_each_part_of_the_event(String path, String expected) {
    assertThat(text(new TargetInput.Part(EventPath.ofAny(path)))).isEqualTo(expected);
    assertThat(made("{\"v\":<v>}", Map.of("v", path))).isEqualTo("{\"v\":" + expected + "}");
  }

  @Test
  void equal_values_and_no_others_have_equal_keys() {
    assertThat(key("1")).isEqualTo(key("1.0")).isEqualTo(key("10e-1"));
    assertThat(key("\"1\"")).isEqualTo("1").isNotEqualTo(key("1"));
    assertThat(key("\"true\"")).isNotEqualTo(key("true"));
    assertThat(key("\"number:1\"")).isNotEqualTo(key("1"));
    assertThat(key("1e999999")).isEqualTo(key("10e999998")).hasSizeLessThan(100);
    assertThat(key("null")).isNull();
    assertThat(key("[1]")).isNull();
  }

  private static @Nullable String key(String value) {
    return EventPath.parse("$.detail.k")
        .key(
            BusEvent.of(
                "id-1",
                new BusEvent.Place("1", "r"),
                new BusEvent.Entry("shop", "Order", "{\"k\":" + value + "}", NOON, List.of())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "detail", "$.", "$..a", "$.a[*]", "$.*", "$.a[", "$.a[-1]", "$a"})
  void text_that_is_no_path_is_refused(String path) {
    assertThatThrownBy(() -> EventPath.parse(path)).isInstanceOf(InvalidRuleException.class);
  }

  @Test
  void a_template_is_filled_with_values_of_the_event() {
    Map<String, String> paths =
        Map.of("who", "$.detail.who", "n", "$.detail.n", "list", "$.detail.list", "none", "$.none");
    assertThat(
            made(
                "{\"t\":\"<who>: <n>, <list>, <none>\",\"n\":<n>,\"l\":<list>,\"o\":<none>}",
                paths))
        .isEqualTo(
            "{\"t\":\"a \\\"b\\\"\\n: 1.50, [{\\\"x\\\":true}],"
                + " \",\"n\":1.50,\"l\":[{\"x\":true}],\"o\":null}");
    assertThat(made("<who>", paths)).isEqualTo("\"a \\\"b\\\"\\n\"");
    assertThat(made("\"5 < 6 and <n>\"", paths)).isEqualTo("\"5 < 6 and 1.50\"");
  }

  @Test
  void a_template_knows_its_rule_and_the_whole_event() {
    assertThat(
            made(
                "{\"r\":\"<aws.events.rule-name>\",\"a\":<aws.events.rule-arn>,\"t\":<aws.events.event.ingestion-time>}",
                Map.of()))
        .isEqualTo(
            "{\"r\":\"r\",\"a\":\"arn:aws:events:r:1:rule/r\",\"t\":\"2026-01-02T12:00:00Z\"}");
    assertThat(made("<aws.events.event.json>", Map.of())).isEqualTo(EVENT.json());
    assertThat(made("<aws.events.event>", Map.of())).doesNotContain("detail\":{").contains("id-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": <n>",
        "<unknown>",
        "{<n>: 1}",
        "\"a\" \"b\"",
        "<aws.events.other>",
        " ",
        "{\"a\":1<n>}"
      })
  void a_template_that_does_not_become_json_is_refused(String template) {
    assertThatThrownBy(() -> InputTemplate.parse(template, Map.of("n", "$.detail.n")))
        .isInstanceOf(InvalidRuleException.class);
  }

  @Test
  void an_input_is_bounded_whatever_the_template_repeats() {
    BusEvent large =
        BusEvent.of(
            "1",
            new BusEvent.Place("1", "r"),
            new BusEvent.Entry(
                "s", "t", "{\"x\":\"" + "x".repeat(600_000) + "\"}", NOON, List.of()));
    InputTemplate template = InputTemplate.parse("[<x>,<x>]", Map.of("x", "$.detail.x"));
    assertThatThrownBy(() -> template.of(large, MATCH))
        .isInstanceOf(TargetInput.InputTooLargeException.class);
  }

  @Test
  void a_constant_is_json() {
    assertThat(text(new TargetInput.Constant("{\"a\": 1}"))).isEqualTo("{\"a\": 1}");
    assertThatThrownBy(() -> new TargetInput.Constant("a"))
        .isInstanceOf(InvalidRuleException.class);
    assertThatThrownBy(() -> new TargetInput.Constant("")).isInstanceOf(InvalidRuleException.class);
  }
}
