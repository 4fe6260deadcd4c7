package dev.tripline.dispatcher.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.masking.MaskingRule;
import dev.tripline.dispatcher.masking.RuleReader;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.FunctionTarget;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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
  void a_payload_with_a_name_twice_is_found_and_shown_unless_something_is_masked() {
    DeadLetter letter =
        new DeadLetter(
            "id",
            "request",
            FunctionTarget.latest("orders"),
            null,
            "RetriesExhausted",
            "no card 4711",
            "{\"card\":4711,\"card\":1}".getBytes(StandardCharsets.UTF_8),
            null,
            List.of(),
            Instant.EPOCH,
            Instant.EPOCH,
            0);
    RuleReader.Places places = new RuleReader().places(List.of("/card"), List.of(), List.of());
    Masking cards =
        new Masking(
            List.of(
                new MaskingRule(
                    null,
                    null,
                    places.paths(),
                    places.headers(),
                    places.patterns(),
                    MaskingRule.Way.HIDE,
                    true)));
    PayloadSearch.Contained card = new PayloadSearch.Contained("/card", "1");
    assertThat(card.matches(letter, Masking.NONE)).isTrue();
    assertThat(card.matches(letter, cards)).isFalse();
    DeadLetterView view = DeadLetterView.of(letter, DeadLetterView.Beside.NOTHING);
    assertThat(String.valueOf(view.masked(Masking.NONE).payload())).isEqualTo("{\"card\":1}");
    DeadLetterView masked = view.masked(cards);
    assertThat(masked.payload()).isNull();
    assertThat(masked.masked()).isTrue();
    assertThat(masked.lastError()).isEqualTo("⟦masked⟧");
  }

  @Test
  void path_has_bounds() {
    assertThatThrownBy(() -> PayloadPath.of("path", "/a".repeat(33)))
        .isInstanceOf(ApiProblem.class);
  }
}
