package dev.tripline.dispatcher.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.masking.MaskingRule.Way;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MaskTest {
  private static final String CARD = "4111222233334444";

  private static MaskingRule rule(Way way, RuleReader.Places places) {
    return new MaskingRule(
        null, null, places.paths(), places.headers(), places.patterns(), way, true);
  }

  private static Mask paths(String... pointers) {
    return mask(Way.HIDE, List.of(pointers), List.of(), List.of());
  }

  private static Mask mask(
      Way way, List<String> paths, List<String> headers, List<String> patterns) {
    RuleReader reader = new RuleReader();
    RuleReader.Places places = reader.places(paths, headers, patterns);
    assertThat(reader.errors()).isEmpty();
    return new Mask(List.of(rule(way, places)));
  }

  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static String shown(Mask mask, String payload) {
    return new String(mask.of(bytes(payload)).shown(), StandardCharsets.UTF_8).replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/card | {'card':'4','id':1} | {'card':'⟦masked /card⟧','id':1}",
        "/card | {'card':4} | {'card':'⟦masked /card⟧'}",
        "/card | {'card':true} | {'card':'⟦masked /card⟧'}",
        "/card | {'card':null,'x':''} | {'card':null,'x':''}",
        "/card | {'card':{'no':'4'}} | {'card':'⟦masked /card⟧'}",
        "/items/*/card | {'items':[{'card':'4'},{'card':'5'}]} | {'items':[{'card':'⟦masked"
            + " /items/0/card⟧'},{'card':'⟦masked /items/1/card⟧'}]}",
        "/items/1 | {'items':['4','5']} | {'items':['4','⟦masked /items/1⟧']}",
        "/**/card | {'a':[{'b':{'card':'4'}}],'card':'5'} | {'a':[{'b':{'card':'⟦masked"
            + " /a/0/b/card⟧'}}],'card':'⟦masked /card⟧'}",
        "/**/card | {'name':'no JSON'} | {'name':'no JSON'}",
        "/a~1b/~0 | {'a/b':{'~':'4'}} | {'a/b':{'~':'⟦masked /a~1b/~0⟧'}}",
        "/body/card | {'body':'card=4'} | {'body':'⟦masked /body⟧'}",
        "/*/card | {'body':'card=4'} | {'body':'card=4'}",
        "/card | 'card 4' | '⟦masked⟧'",
        "/card | card=4 | ⟦masked⟧",
        "/card | {'card':'4' | ⟦masked⟧",
        "/card | {'card':'4','card':'5'} | ⟦masked⟧",
      })
  void values_are_masked_where_paths_lead(String path, String payload, String shown) {
    assertThat(shown(paths(path), payload)).isEqualTo(shown);
  }

  @Test
  void paths_lead_into_strings_that_hold_json() {
    String inner = "{\"card\":\"" + CARD + "\"}";
    String quoted = StrictJson.write(inner);
    String base64 = Base64.getEncoder().encodeToString(bytes(inner));
    Mask mask = paths("/Records/*/body/card", "/records/*/*/value/card");
    String shown =
        new String(
            mask.of(
                    bytes(
                        "{\"Records\":[{\"body\":%s}],\"records\":{\"t-0\":[{\"value\":\"%s\"}]}}"
                            .formatted(quoted, base64)))
                .shown(),
            StandardCharsets.UTF_8);
    assertThat(shown).doesNotContain(CARD).doesNotContain(base64).contains("/Records/0/body/card");
    JsonNode value = StrictJson.exact(shown).at("/records/t-0/0/value");
    assertThat(new String(Base64.getDecoder().decode(value.asString()), StandardCharsets.UTF_8))
        .isEqualTo("{\"card\":\"⟦masked /records/t-0/0/value/card⟧\"}");
  }

  @Test
  void headers_are_found_in_any_case() {
    Mask mask = mask(Way.HIDE, List.of(), List.of("authorization"), List.of());
    assertThat(
            shown(
                mask,
                "{'headers':{'Authorization':'Basic x','host':'h'},'authorization':1,"
                    + "'multiValueHeaders':{'authorization':['x']},"
                    + "'Records':[{'messageAttributes':{'authorization':{'stringValue':'x'}}}]}"))
        .isEqualTo(
            "{'headers':{'Authorization':'⟦masked"
                + " /headers/Authorization⟧','host':'h'},'authorization':1,'multiValueHeaders':{'authorization':'⟦masked"
                + " /multiValueHeaders/authorization⟧'},"
                + "'Records':[{'messageAttributes':{'authorization':'⟦masked"
                + " /Records/0/messageAttributes/authorization⟧'}}]}");
  }

  @Test
  void patterns_mask_whole_values_and_parts_of_other_texts() {
    Mask mask = mask(Way.HIDE, List.of(), List.of(), List.of("\\d{16}"));
    assertThat(shown(mask, "{'a':'no " + CARD + "','b':" + CARD + ",'c':12}"))
        .isEqualTo("{'a':'⟦masked /a⟧','b':'⟦masked /b⟧','c':12}");
    assertThat(shown(mask, "card=" + CARD + "&x=1")).isEqualTo("card=⟦masked⟧&x=1");
    assertThat(mask.of(new byte[] {(byte) 0xff}).text()).isNull();
  }

  @Test
  void a_value_may_show_its_end_or_what_is_equal() {
    assertThat(
            shown(
                mask(Way.last(4), List.of("/card", "/pin"), List.of(), List.of()),
                "{'card':'" + CARD + "','pin':'1234567'}"))
        .isEqualTo("{'card':'⟦masked /card …4444⟧','pin':'⟦masked /pin⟧'}");
    Way equal = new Way(text -> "#" + text.length());
    Mask mask = mask(equal, List.of("/card"), List.of(), List.of());
    assertThat(shown(mask, "{'card':1.50}")).isEqualTo(shown(mask, "{'card':1.5}"));
    assertThat(mask.searched(bytes("{'card':'444'}")))
        .isEqualTo(StrictJson.exact("{\"card\":\"⟦masked #3⟧\"}"));
    assertThat(Mask.searchedText("⟦masked /card #3⟧")).isEqualTo("⟦masked #3⟧");
    assertThat(Mask.searchedText("⟦masked /card⟧")).isEqualTo("⟦masked⟧");
    assertThat(Mask.searchedText("other /card")).isEqualTo("other /card");
  }

  @Test
  void words_that_repeat_a_value_are_masked() {
    MaskedPayload payload =
        paths("/card", "/pin", "/note")
            .of(bytes("{'card':'" + CARD + "','pin':42,'note':'a\\n\\\"b'}"));
    assertThat(payload.words("no card " + CARD + "!")).isEqualTo("no card ⟦masked⟧!");
    assertThat(payload.words("note a\\n\\\"b")).isEqualTo("note ⟦masked⟧");
    assertThat(payload.words("pin 421")).isEqualTo("pin 421");
    assertThat(payload.words("pin 42")).isEqualTo("⟦masked⟧");
    assertThat(payload.words(StrictJson.exact("{\"seen\":\"" + CARD + "\"}")))
        .isEqualTo(StrictJson.exact("{\"seen\":\"⟦masked⟧\"}"));
    assertThat(paths("/card").unknown().words("anything")).isEqualTo("⟦masked⟧");
    assertThat(new Mask(List.of()).unknown().words("anything")).isEqualTo("anything");
  }

  @Test
  void a_record_alone_is_masked_as_in_its_event() {
    for (String path :
        List.of("/Records/*/body/card", "/body/card", "/**/card", "/records/*/*/body/card")) {
      JsonNode shown =
          paths(path).record(StrictJson.exact("{\"body\":{\"card\":\"" + CARD + "\"}}"));
      assertThat(shown.at("/body/card").asString()).as(path).startsWith("⟦masked");
    }
    assertThat(paths("/Records").record(StrictJson.exact("{\"body\":1}")).asString())
        .startsWith("⟦masked");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'id':1,'cards':['⟦masked /cards/0⟧','⟦masked /cards/1⟧']} | {'id':1,'cards':['4','5']}",
        "{'id':2,'cards':['⟦masked /cards/1⟧']} | {'id':2,'cards':['5']}",
        "{'id':2,'cards':['6','⟦masked /cards/1⟧']} | {'id':2,'cards':['6','5']}",
        "{'id':2} | {'id':2}",
      })
  void masked_values_stay_unless_the_editor_replaces_them(String edited, String sent) {
    byte[] original = bytes("{'id':1,'cards':['4','5']}");
    assertThat(paths("/cards/*").restored(original, bytes(edited))).isEqualTo(bytes(sent));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'id':'⟦masked /cards/0⟧'} | would not be masked there",
        "{'cards':['⟦masked /cards/7⟧']} | stands for none",
        "{'cards':['x ⟦masked /cards/0⟧']} | stands for none",
        "{'cards':['⟦masked⟧']} | stands for none",
      })
  void a_mask_that_stands_for_no_value_is_refused(String edited, String why) {
    byte[] original = bytes("{'id':1,'cards':['4','5']}");
    assertThatThrownBy(() -> paths("/cards/*").restored(original, bytes(edited)))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_value_within_a_masked_one_is_put_back_too() {
    Mask mask = paths("/card/no", "/body/pin", "/card", "/body");
    byte[] original =
        "{\"id\":1,\"card\":{\"no\":\"4\"},\"body\":\"{\\\"pin\\\":1}\"}"
            .getBytes(StandardCharsets.UTF_8);
    String edited = "{'id':2,'card':'⟦masked /card⟧','body':'⟦masked /body⟧'}";
    assertThat(new String(mask.restored(original, bytes(edited)), StandardCharsets.UTF_8))
        .isEqualTo(new String(original, StandardCharsets.UTF_8).replace("\"id\":1", "\"id\":2"));
    assertThat(
            shown(mask(Way.last(1), List.of("/card"), List.of(), List.of()), "{'card':{'no':'4'}}"))
        .isEqualTo("{'card':'⟦masked /card⟧'}");
  }

  @Test
  void an_unchanged_payload_is_sent_byte_for_byte() {
    byte[] original = bytes("{ 'card' : 4.0 }");
    Mask mask = paths("/card");
    assertThat(mask.restored(original, mask.of(original).shown())).isSameAs(original);
  }

  @Test
  void a_rule_is_about_its_function_and_trigger() {
    RuleReader.Places places = new RuleReader().places(List.of("/card"), List.of(), List.of());
    Masking masking =
        new Masking(
            List.of(
                new MaskingRule(
                    "orders", null, places.paths(), List.of(), List.of(), Way.HIDE, true),
                new MaskingRule(
                    null, "t1", places.paths(), List.of(), List.of(), Way.HIDE, false)));
    assertThat(masking.of("orders:7", null).isNone()).isFalse();
    assertThat(masking.of("other", null).isNone()).isTrue();
    assertThat(masking.of("other", "t1").isNone()).isFalse();
    assertThat(masking.words("other", "t1", "words")).isEqualTo("words");
    assertThat(masking.words("orders", "words")).isEqualTo("⟦masked⟧");
    assertThat(masking.words("other", "words")).isEqualTo("words");
    assertThat(masking.words(null, "words")).isEqualTo("⟦masked⟧");
  }

  @Test
  void what_is_wrong_with_a_rule_is_told() {
    RuleReader reader = new RuleReader();
    reader.places(List.of("card", "/**/a/**"), List.of(" "), List.of("(", ".*"));
    assertThat(reader.errors())
        .extracting(error -> error.field())
        .containsExactly("paths[0]", "paths[1]", "headers[0]", "patterns[0]", "patterns[1]");
    RuleReader none = new RuleReader();
    none.places(List.of(), List.of(), List.of());
    assertThat(none.errors()).hasSize(1);
  }
}
