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
import org.junit.jupiter.params.provider.ValueSource;
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

  private static Mask headers(String name) {
    return mask(Way.HIDE, List.of(), List.of(name), List.of());
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
        "/*/card | {'*':{'card':'4'},'a':{'card':'5'}} | {'*':{'card':'⟦masked"
            + " /*/card⟧'},'a':{'card':'⟦masked /a/card⟧'}}",
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'card':'4','card':'5'}",
        "\uFEFF{'card':'4'}",
        "{'card':'4'}\n{'card':'5'}",
        " [{'card':'4'},",
        "'{\\'card\\':\\'4\\',\\'card\\':\\'5\\'}'",
      })
  void strings_that_look_like_json_and_cannot_be_read_are_masked(String inner) {
    byte[] text = bytes(inner);
    for (String value :
        List.of(
            new String(text, StandardCharsets.UTF_8), Base64.getEncoder().encodeToString(text))) {
      byte[] payload = bytes("{\"headers\":{\"x\":%s}}".formatted(StrictJson.write(value)));
      for (Mask mask : List.of(paths("/**/card"), paths("/*/*/card"), headers("card"))) {
        assertThat(new String(mask.of(payload).shown(), StandardCharsets.UTF_8))
            .as(value)
            .doesNotContain(value)
            .doesNotContain("card\\\":\\\"4");
        assertThat(mask.of(payload).masked()).isTrue();
        assertThat(mask.of(payload).words("no card 4")).isEqualTo("⟦masked⟧");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n {'card':'4711'}", "'{\\'card\\':\\'4711\\'}'"})
  void strings_with_blanks_and_json_in_json_are_looked_into(String inner) {
    byte[] text = bytes(inner);
    for (String value :
        List.of(
            new String(text, StandardCharsets.UTF_8), Base64.getEncoder().encodeToString(text))) {
      byte[] payload = bytes("{\"x\":%s}".formatted(StrictJson.write(value)));
      Mask mask = paths("/x/card");
      MaskedPayload shown = mask.of(payload);
      assertThat(shown.words("no card 4711")).as(value).isEqualTo("no card ⟦masked⟧");
      assertThat(new String(shown.shown(), StandardCharsets.UTF_8))
          .doesNotContain("4711")
          .doesNotContain(value);
      assertThat(mask.restored(payload, shown.shown())).isSameAs(payload);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 499})
  void strings_that_are_too_deep_are_masked_as_a_whole(int levels) {
    String inner = "{\"card\":\"" + CARD + "\"}";
    for (int layer = 0; layer < 20; layer++) {
      String value = layer % 2 == 0 ? Base64.getEncoder().encodeToString(bytes(inner)) : inner;
      inner = "[".repeat(levels) + StrictJson.write(value) + "]".repeat(levels);
    }
    byte[] payload = bytes(inner);
    for (Mask mask :
        List.of(
            paths("/**/card"),
            headers("card"),
            mask(Way.HIDE, List.of(), List.of(), List.of(CARD)))) {
      MaskedPayload shown = mask.of(payload);
      assertThat(shown.masked()).isTrue();
      assertThat(shown.words("card " + CARD)).isEqualTo("⟦masked⟧");
      assertThat(mask.searched(payload)).isNotNull();
      assertThat(mask.restored(payload, shown.shown())).isSameAs(payload);
    }
  }

  @Test
  void headers_are_found_in_cloud_events() {
    assertThat(
            shown(
                headers("x-api-key"),
                "[{'specversion':'1.0','xapikey':'s','data':{'xapikey':1}},{'xapikey':1}]"))
        .isEqualTo(
            "[{'specversion':'1.0','xapikey':'⟦masked"
                + " /0/xapikey⟧','data':{'xapikey':1}},{'xapikey':1}]");
  }

  @Test
  void words_about_a_batch_may_be_about_other_records() {
    for (String batch :
        List.of(
            "{'Records':[{'card':'4'}]}",
            "{'records':{'t-0':[{'card':'4'}]}}",
            "{'eventSource':'aws:mq','messages':[{'card':'4'}]}",
            "[{'specversion':'1.0','card':'4'}]")) {
      JsonNode payload = StrictJson.exact(batch.replace('\'', '"'));
      MaskedPayload shown = paths("/**/card").ofLetter(payload);
      assertThat(shown.words("no card 4711")).as(batch).isEqualTo("⟦masked⟧");
      assertThat(shown.words(StrictJson.exact("{\"card\":4711}")))
          .isEqualTo(StrictJson.exact("\"⟦masked⟧\""));
    }
    assertThat(paths("/card").ofLetter(StrictJson.exact("{\"card\":4711}")).words("no 4712"))
        .isEqualTo("no 4712");
  }

  @Test
  void of_two_ways_the_one_that_shows_less_holds() {
    RuleReader.Places card = new RuleReader().places(List.of("/card"), List.of(), List.of());
    MaskingRule last = rule(Way.last(4), card);
    MaskingRule equal = rule(new Way(text -> "#" + text.length()), card);
    MaskingRule hidden = rule(Way.HIDE, card);
    String payload = "{'card':'" + CARD + "'}";
    assertThat(shown(new Mask(List.of(last, equal)), payload))
        .isEqualTo("{'card':'⟦masked /card #16⟧'}");
    assertThat(shown(new Mask(List.of(last, equal, hidden)), payload))
        .isEqualTo("{'card':'⟦masked /card⟧'}");
    assertThat(shown(new Mask(List.of(last, rule(Way.last(2), card))), payload))
        .isEqualTo("{'card':'⟦masked /card …44⟧'}");
  }

  @Test
  void headers_are_found_in_any_case() {
    assertThat(
            shown(
                headers("authorization"),
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
    assertThat(payload.words("no card 41112222…")).isEqualTo("no card ⟦masked⟧…");
    assertThat(payload.words("no card 411…")).isEqualTo("no card 411…");
    assertThat(payload.words("no card 41112222")).isEqualTo("no card 41112222");
    String most = "x".repeat(8_180);
    assertThat(payload.words(most + "411122223333")).isEqualTo(most + "⟦masked⟧");
    assertThat(payload.words(most + "41114111 411")).isEqualTo(most + "41114111 411");
    assertThat(paths("/card").unknown().words("anything")).isEqualTo("⟦masked⟧");
    assertThat(new Mask(List.of()).unknown().words("anything")).isEqualTo("anything");
  }

  @Test
  void a_record_alone_is_masked_as_in_its_event() {
    for (String path :
        List.of(
            "/Records/*/body/card",
            "/Records/7/body/card",
            "/body/card",
            "/**/card",
            "/*/*/body/card",
            "/records/*/*/body/card",
            "/records/payments-0/*/body/card",
            "/records/**/card",
            "/messages/*/body/card",
            "/rmqMessagesByQueue/q::~1/*/body/card")) {
      JsonNode shown =
          paths(path).record(StrictJson.exact("{\"body\":{\"card\":\"" + CARD + "\"}}"));
      assertThat(shown.at("/body/card").asString()).as(path).startsWith("⟦masked");
    }
    JsonNode other = StrictJson.exact("{\"body\":{\"card\":\"" + CARD + "\"}}");
    for (String path : List.of("/Records/*/card", "/other/*/body/card", "/Records/x/body/card")) {
      assertThat(paths(path).record(other)).as(path).isEqualTo(other);
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
  void nothing_is_put_back_of_a_payload_that_cannot_be_read() {
    byte[] original = bytes("{'card':'4','card':'5'}");
    assertThatThrownBy(() -> paths("/card").restored(original, bytes("{'card':'⟦masked /card⟧'}")))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("Write all of the new one");
    byte[] written = bytes("{'card':'6'}");
    assertThat(paths("/card").restored(original, written)).isSameAs(written);
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "((a{1,1000}){1,1000}){1,1000} | 1001001000",
        "((a{1,1000}\\Q)\\E){1,1000}){1,1000} | 1004001000",
        "(x{100}){1000} | 101000",
        "(?:[a-z]{2}){3,} | 27",
        "(\\d{4})-(\\d{4})-(\\d{4})-(\\d{4}) | 23",
        "[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){7} | 120",
        "a{2 | 3"
      })
  void repetitions_within_each_other_are_counted_before_a_pattern_is_compiled(
      String pattern, long size) {
    assertThat(PatternSize.of(pattern)).isEqualTo(size);
    RuleReader reader = new RuleReader();
    reader.places(List.of(), List.of(), List.of(pattern));
    assertThat(reader.errors().isEmpty()).isEqualTo(size <= 10_000);
  }
}
