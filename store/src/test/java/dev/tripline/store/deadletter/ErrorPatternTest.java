package dev.tripline.store.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorPatternTest {
  /// Messages as functions and drivers write them, and the part that is the same each time.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\t',
      value = {
        "no order 4711 | no order <n>",
        "took 30ms, limit is 1.5s | took <n>ms, limit is <n>s",
        "balance -12.50 is below 0 | balance <n> is below <n>",
        "1,234,567.89 rows | <n> rows",
        "offset 1e-9 and 2.5E+10 | offset <n>e-<n> and <n>",
        "user 550e8400-e29b-41d4-a716-446655440000 is locked | user <id> is locked",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8 is not there | commit <id> is not there",
        "java.lang.Object@1b6d3586 is closed | java.lang.Object@<id> is closed",
        "fault at 0x00007ffee4b5 | fault at <id>",
        "i-0abcd1234efgh5678 is stopped | i-<id> is stopped",
        "order-12345 of shop_7 | order-<n> of shop_<n>",
        "S3Exception in HttpClient5 | S<n>Exception in HttpClient<n>",
        "deadbeef is a word of letters | deadbeef is a word of letters",
        "at 2026-11-29T05:13:30.123Z | at <time>",
        "at 2026-11-29 05:13:30,123+01:00 it broke | at <time> it broke",
        "since Sun Nov 29 05:13:30 UTC 2026 | since <time>",
        "Date: Sun, 29 Nov 2026 05:13:30 GMT | Date: <time>",
        "came at 05:13:30 | came at <time>",
        "connect to 10.0.0.17:5432 refused | connect to <address> refused",
        "connect to db-3.internal:5432 refused | connect to db-<n>.internal:<n> refused",
        "no route to [fe80::1ff:fe23:4567:890a%eth2]:80 | no route to <address>",
        "no route to 2001:db8::1 | no route to <address>",
        "std::vector is empty | std::vector is empty",
        "GET https://shop.example/orders/4711?x=y failed | GET <address> failed",
        "mail to ada.lovelace+test@example.org bounced | mail to <address> bounced",
        "Unknown column 'price' in 'field list' | Unknown column <value> in <value>",
        "can't find the customer's order | can't find the customer's order",
        "unexpected token \"<\" in JSON | unexpected token <value> in JSON",
        "key \"a \\\" b\" is unknown | key <value> is unknown",
        "unclosed \"quote goes on | unclosed <value>",
        "`name` and “title” and «Titel» | <value> and <value> and <value>",
        "ids [1, 2, 3] are gone | ids [<n>] are gone",
        "ids [1] are gone | ids [<n>] are gone",
        "{\"id\": 5, \"name\": \"x\"} | {<value>: <n>, <value>: <value>}",
        "KeyError: 'a', 'b' | KeyError: <value>",
        "größer als 5 € | größer als <n> €"
      })
  void values_are_folded(String message, String pattern) {
    assertThat(ErrorPattern.of(message)).isEqualTo(pattern);
  }

  @Test
  void pattern_is_one_short_line() {
    assertThat(ErrorPattern.of(null)).isEmpty();
    assertThat(ErrorPattern.of("  a\n\tb\0c  \r\n")).isEqualTo("a b c");
    assertThat(ErrorPattern.of("word ".repeat(1_000))).hasSize(240);
    assertThat(ErrorPattern.of("x" + "😀".repeat(1_000))).hasSize(239).endsWith("😀");
  }

  @Test
  void pattern_of_a_pattern_is_itself() {
    for (String message :
        List.of("no order 4711 at 05:13:30", "'a' at 10.0.0.1 by ada@example.org", "id 0xff")) {
      String once = ErrorPattern.of(message);
      assertThat(ErrorPattern.of(once)).isEqualTo(once);
    }
  }

  /// Texts that would keep an expression with repetitions within repetitions busy for hours.
  @Test
  void texts_of_functions_cannot_keep_it_busy() {
    for (String part :
        List.of(
            "a", "1", "1.", "'", "\"", "\\\"", "a@b.", ":", "f:", "Mon, ", "0x", "-", "://", "[")) {
      assertThat(ErrorPattern.of(part.repeat(1_000_000))).hasSizeLessThanOrEqualTo(240);
    }
  }

  @Test
  void class_has_one_id_for_function_version_and_error() {
    ErrorClass one = error("orders", "1", "E", "no order 1");
    assertThat(one.id()).matches("[0-9a-f]{32}");
    assertThat(error("orders", "1", "E", "no order 2").id()).isEqualTo(one.id());
    assertThat(
            List.of(
                error("orders1", null, "E", "no order 1").id(),
                error("orders", "2", "E", "no order 1").id(),
                error("orders", "1", "F", "no order 1").id(),
                error("orders", "1", "E", "no user 1").id(),
                ErrorClass.other("orders").id(),
                one.id()))
        .doesNotHaveDuplicates();
  }

  private static ErrorClass error(
      String function, @Nullable String version, String type, String message) {
    return ErrorClass.of(new FunctionTarget(function, version), "R", type, List.of(), message);
  }
}
