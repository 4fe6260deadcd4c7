package dev.tripline.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tripline.spi.source.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class CloudEventRequestTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json; charset=utf-8";
  private static final String MINIMAL =
      """
      {"specversion":"1.0","id":"1","source":"/s","type":"t"}\
      """;
  private static final Map<String, String> HEADERS =
      Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/s", "ce-type", "t");

  private static List<Event> parse(String contentType, Map<String, String> headers, String body)
      throws InvalidCloudEventException {
    return CloudEventRequest.parse(contentType, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void structured_event_reaches_the_function_as_it_is() throws Exception {
    String json =
        """
        {"specversion":"1.0","id":"A234","source":"https://example.com/x","type":"com.example",
         "subject":"s","time":"2018-04-05T17:31:00Z","datacontenttype":"application/json",
         "tenant":"blue","weight":3,"hot":true,"data":{"a":[1,null]}}\
        """;
    Event event = parse(STRUCTURED, Map.of(), json).getFirst();
    assertThat(JSON.readTree(event.payload())).isEqualTo(JSON.readTree(json));
    assertThat(event.id()).isEqualTo("A234");
    assertThat(event.time()).isEqualTo(Instant.parse("2018-04-05T17:31:00Z"));
    assertThat(event.attributes())
        .containsOnly(
            Map.entry("tenant", "blue"), Map.entry("weight", "3"), Map.entry("hot", "true"));
  }

  @ParameterizedTest
  @CsvSource({
    "id,a\\u0000b",
    "subject,a\\u0007",
    "type,a\\n",
    "source,/s\\u007f",
    "tenant,a\\u009f",
    "tenant,a\\ufffe",
    "tenant,a\\ufdd0",
    "tenant,a\\ud83d",
    "tenant,a\\ude00b"
  })
  void attributes_with_characters_that_no_string_has_are_refused(String name, String value) {
    StringBuilder json = new StringBuilder("{\"specversion\":\"1.0\"");
    Map<String, String> all = new HashMap<>(Map.of("id", "1", "source", "/s", "type", "t"));
    all.put(name, value);
    all.forEach(
        (key, text) -> json.append(",\"").append(key).append("\":\"").append(text).append('"'));
    var refused =
        catchThrowableOfType(
            InvalidCloudEventException.class,
            () -> parse(STRUCTURED, Map.of(), json.append('}').toString()));
    assertThat(refused).isNotNull();
    assertThat(refused.field()).isEqualTo(name);
  }

  @Test
  void characters_of_other_planes_and_percent_encoded_control_characters_are_told_apart()
      throws Exception {
    Map<String, String> headers = new HashMap<>(HEADERS);
    headers.put("ce-tenant", "%F0%9F%98%80");
    assertThat(parse("text/plain", headers, "x").getFirst().attributes())
        .containsEntry("tenant", "\ud83d\ude00");
    headers.put("ce-tenant", "a%00b");
    var refused =
        catchThrowableOfType(
            InvalidCloudEventException.class, () -> parse("text/plain", headers, "x"));
    assertThat(refused).isNotNull();
    assertThat(refused.field()).isEqualTo("tenant");
  }

  @Test
  void binary_event_becomes_a_structured_one() throws Exception {
    var headers = new HashMap<>(HEADERS);
    headers.put("ce-subject", "Euro%20%E2%82%AC");
    headers.put("host", "ignored");
    Event json = parse("application/json", headers, "{\"a\":1}").getFirst();
    assertThat(JSON.readTree(json.payload()))
        .isEqualTo(
            JSON.readTree(
                """
                {"specversion":"1.0","id":"1","source":"/s","type":"t","subject":"Euro €",
                 "datacontenttype":"application/json","data":{"a":1}}\
                """));
    Event text = parse("text/plain", HEADERS, "hi").getFirst();
    assertThat(JSON.readTree(text.payload()).path("data").asString()).isEqualTo("hi");
    Event bytes = parse("image/png", HEADERS, "hi").getFirst();
    assertThat(JSON.readTree(bytes.payload()).path("data_base64").asString()).isEqualTo("aGk=");
    Event empty = parse("", HEADERS, "").getFirst();
    assertThat(JSON.readTree(empty.payload()).has("data")).isFalse();
  }

  @Test
  void batch_holds_any_number_of_events() throws Exception {
    String second = MINIMAL.replace("\"1\"", "\"2\"");
    assertThat(parse(BATCH, Map.of(), "[" + MINIMAL + "," + second + "]"))
        .extracting(Event::id)
        .containsExactly("1", "2");
    assertThat(parse(BATCH, Map.of(), "[]")).isEmpty();
  }

  @Test
  void source_and_id_together_are_the_deduplication_key() throws Exception {
    Event one = parse(STRUCTURED, Map.of(), MINIMAL).getFirst();
    Event again = parse("", HEADERS, "").getFirst();
    Event other = parse(STRUCTURED, Map.of(), MINIMAL.replace("/s", "/r")).getFirst();
    assertThat(again.dedupKey()).isEqualTo(one.dedupKey());
    assertThat(other.dedupKey()).isNotEqualTo(one.dedupKey());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}                                  |"
            + " specversion",
        "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}          |"
            + " specversion",
        "{\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"t\"}                       | id",
        "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/s\",\"type\":\"t\"}           | id",
        "{\"specversion\":\"1.0\",\"id\":7,\"source\":\"/s\",\"type\":\"t\"}              | id",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a b\",\"type\":\"t\"}         | source",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\"}                         | type",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"time\":\"noon\"}"
            + " | time",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"dataschema\":\"x\"}"
            + " | dataschema",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"datacontenttype\":\"x\"}"
            + " | datacontenttype",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"Upper\":\"x\"} |"
            + " Upper",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"ext\":[1]} | ext",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data_base64\":\"?\"}"
            + " | data_base64",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":1,\"data_base64\":\"\"}"
            + " | data"
      })
  void invalid_event_is_refused_naming_the_attribute(String json, String field) {
    assertThat(error(STRUCTURED, Map.of(), json).field()).isEqualTo(field);
    assertThat(error(BATCH, Map.of(), "[" + MINIMAL + "," + json + "]").field())
        .isEqualTo("[1]." + field);
  }

  @Test
  void request_that_is_no_event_is_refused() {
    assertThat(error("application/json", Map.of(), "{}").field()).isEqualTo("Content-Type");
    assertThat(error("application/cloudevents+xml", Map.of(), "<x/>").field())
        .isEqualTo("Content-Type");
    assertThat(error(STRUCTURED, Map.of(), "{").getMessage()).contains("JSON");
    assertThat(error(STRUCTURED, Map.of(), "[]").getMessage()).contains("object");
    assertThat(error(BATCH, Map.of(), MINIMAL).getMessage()).contains("array");
    assertThat(error("application/json", HEADERS, "{").getMessage()).contains("JSON");
  }

  private static InvalidCloudEventException error(
      String contentType, Map<String, String> headers, String body) {
    return Objects.requireNonNull(
        catchThrowableOfType(
            InvalidCloudEventException.class, () -> parse(contentType, headers, body)));
  }
}
