package dev.tripline.delivery.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BusPatternTest {

  private static boolean matches(String pattern, String event) {
    return !new BusMatcher<>(Map.of(1, BusPattern.parse(pattern))).match(event).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "{\"a\":[\"x\"]} | {\"a\":\"x\"} | true",
        "{\"a\":[\"x\"]} | {\"a\":[\"y\",\"x\"]} | true",
        "{\"a\":[null]} | {\"a\":null} | true",
        "{\"a\":[\"\"]} | {\"a\":\"\"} | true",
        "{\"a\":[{\"prefix\":\"x\"}]} | {\"a\":\"xy\"} | true",
        "{\"a\":[{\"prefix\":{\"equals-ignore-case\":\"X\"}}]} | {\"a\":\"xy\"} | true",
        "{\"a\":[{\"suffix\":\".png\"}]} | {\"a\":\"b.png\"} | true",
        "{\"a\":[{\"suffix\":{\"equals-ignore-case\":\".PNG\"}}]} | {\"a\":\"b.png\"} | true",
        "{\"a\":[{\"equals-ignore-case\":\"X\"}]} | {\"a\":\"x\"} | true",
        "{\"a\":[{\"wildcard\":\"x*z\"}]} | {\"a\":\"xyyz\"} | true",
        "{\"a\":[{\"wildcard\":\"x*z\"}]} | {\"a\":\"xyy\"} | false",
        "{\"a\":[{\"anything-but\":[\"x\",\"y\"]}]} | {\"a\":\"z\"} | true",
        "{\"a\":[{\"anything-but\":{\"prefix\":\"x\"}}]} | {\"a\":\"xy\"} | false",
        "{\"a\":[{\"anything-but\":{\"suffix\":[\"x\",\"y\"]}}]} | {\"a\":\"z\"} | true",
        "{\"a\":[{\"anything-but\":{\"wildcard\":\"*x*\"}}]} | {\"a\":\"yxy\"} | false",
        "{\"a\":[{\"anything-but\":{\"equals-ignore-case\":\"x\"}}]} | {\"a\":\"X\"} | false",
        "{\"a\":[{\"numeric\":[\">\",0,\"<=\",5]}]} | {\"a\":5.0} | true",
        "{\"a\":[{\"numeric\":[\"=\",300]}]} | {\"a\":3.0e2} | true",
        "{\"a\":[{\"exists\":false}]} | {\"b\":1} | true",
        "{\"a\":{\"b\":[{\"exists\":true}]}} | {\"a\":{\"b\":1}} | true",
        "{\"a\":[{\"cidr\":\"10.0.0.0/24\"}]} | {\"a\":\"10.0.0.7\"} | true",
        "{\"a\":[{\"cidr\":\"10.0.0.0/24\"}]} | {\"a\":\"10.0.1.7\"} | false",
        "{\"$or\":[{\"a\":[1]},{\"b\":[2]}]} | {\"b\":2} | true",
        "{\"a\":[1],\"b\":[2]} | {\"a\":1} | false"
      })
  void every_operator_of_eventbridge_matches(String pattern, String event, boolean expected) {
    assertThat(matches(pattern, event)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"a\":1}",
        "{\"a\":[]}",
        "{\"a\":[{\"nonsense\":1}]}",
        "{\"a\":[{\"numeric\":[\">\"]}]}",
        "{\"a\":[1]} {}"
      })
  void text_that_is_no_pattern_is_refused(String pattern) {
    assertThatThrownBy(() -> BusPattern.parse(pattern)).isInstanceOf(InvalidRuleException.class);
  }

  @Test
  void patterns_are_counted_before_anything_is_compiled() {
    String branches =
        IntStream.range(0, 11)
            .mapToObj(i -> "{\"f" + i + "\":[1]}")
            .collect(Collectors.joining(",", "[", "]"));
    String product =
        "{\"a\":{\"$or\":%s},\"b\":{\"$or\":%s},\"c\":{\"$or\":%s}}"
            .formatted(branches, branches, branches);
    assertThatThrownBy(() -> BusPattern.parse(product)).hasMessageContaining("1000 combinations");
    String ranges =
        IntStream.range(0, 120)
            .mapToObj(i -> "{\"numeric\":[\">\"," + i + "]}")
            .collect(Collectors.joining(",", "{\"a\":[", "]}"));
    assertThatThrownBy(() -> BusPattern.parse(ranges)).hasMessageContaining("numeric ranges");
    assertThatThrownBy(
            () -> BusPattern.parse("{\"a\":[{\"wildcard\":\"" + "*a".repeat(21) + "\"}]}"))
        .hasMessageContaining("21 stars");
    assertThatThrownBy(() -> BusPattern.parse("{\"a\":[\"" + "x".repeat(4_100) + "\"]}"))
        .hasMessageContaining("characters");
  }

  @Test
  void one_pass_finds_every_rule_that_matches() {
    Map<String, BusPattern> patterns = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      patterns.put("exact" + i, BusPattern.parse("{\"detail\":{\"n\":[" + i + "]}}"));
    }
    patterns.put("all", BusPattern.parse("{\"source\":[{\"prefix\":\"\"}]}"));
    patterns.put("same", BusPattern.parse("{\"source\":[{\"prefix\":\"\"}]}"));
    BusMatcher<String> matcher = new BusMatcher<>(patterns);
    BusEvent event =
        BusEvent.of(
            "1",
            new BusEvent.Place("1", "r"),
            new BusEvent.Entry("shop", "t", "{\"n\":42}", java.time.Instant.EPOCH, List.of()));
    assertThat(matcher.match(event)).containsExactlyInAnyOrder("exact42", "all", "same");
  }
}
