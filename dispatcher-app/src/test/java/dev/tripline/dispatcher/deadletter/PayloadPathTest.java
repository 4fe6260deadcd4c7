package dev.tripline.dispatcher.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.rest.ApiProblem;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadPathTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "any",
      value = {
        "{'a':{'b':'x'}} | /a/b | x | true",
        "{'a':{'b':'x'}} | /a/b | y | false",
        "{'a':{'b':'x'}} | /a/b | any | true",
        "{'a':{'b':'x'}} | /a/c | any | false",
        "{'a':{'b':'x'}} | /a | x | false",
        "{'a':[{'b':1},{'b':2}]} | /a/1/b | 2.0 | true",
        "{'a':[{'b':1},{'b':2}]} | /a/*/b | 2 | true",
        "{'a':[{'b':1},{'b':2}]} | /a/*/b | 3 | false",
        "{'a':[{'b':1},{'b':2}]} | /a/01/b | 2 | false",
        "{'x':{'b':true},'y':{'b':null}} | /*/b | null | true",
        "{'x':{'b':true}} | /*/b | true | true",
        "{'*':1,'z':2} | /* | 2 | false",
        "{'a/b':1,'c~d':2} | /a~1b | 1 | true",
        "{'a/b':1,'c~d':2} | /c~0d | 2 | true",
        "{'body':'{\\'id\\':7}'} | /body/id | 7 | true",
        "{'body':'{\\'id\\''} | /body/id | 7 | false",
        "no json | /a | any | false",
      })
  void path_leads_to_values(String payload, String path, @Nullable String value, boolean leads) {
    byte[] bytes = payload.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThat(PayloadPath.of("path", path).leadsTo(bytes, value)).isEqualTo(leads);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "$.a"})
  void what_is_no_pointer_is_a_problem(String path) {
    assertThatThrownBy(() -> PayloadPath.of("path", path)).isInstanceOf(ApiProblem.class);
  }

  @Test
  void path_has_bounds() {
    assertThatThrownBy(() -> PayloadPath.of("path", "/a".repeat(33)))
        .isInstanceOf(ApiProblem.class);
  }
}
