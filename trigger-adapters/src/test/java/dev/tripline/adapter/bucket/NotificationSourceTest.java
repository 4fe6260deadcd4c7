package dev.tripline.adapter.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.source.http.HttpAnswer;
import dev.tripline.spi.source.http.HttpEventSource;
import dev.tripline.spi.source.http.HttpPush;
import dev.tripline.testkit.source.push.HttpEventSourceContract;
import dev.tripline.testkit.source.push.MemoryEventSink;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NotificationSourceTest implements HttpEventSourceContract {
  private static final String RECORD =
      """
      {"eventName":"s3:ObjectCreated:Put","eventSource":"minio:s3","eventTime":"2026-01-31T12:00:00Z",
       "s3":{"bucket":{"name":"photos"},"object":{"key":"%s","eTag":"e","sequencer":"01"}}}
      """;

  @Override
  public HttpEventSource source() {
    return source(null);
  }

  private static HttpEventSource source(@Nullable ObjectContents contents) {
    var selection = new ObjectSelection(ObjectSelection.CREATED_AND_REMOVED, "", "");
    return new NotificationSource(
        new ObjectEvents(Set.of("photos"), selection, contents), InstantSource.system());
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  @Override
  public HttpPush request(List<String> subjects) {
    return post(
        subjects.stream()
            .map(RECORD::formatted)
            .collect(Collectors.joining(",", "{\"Records\":[", "]}")));
  }

  @Override
  public List<HttpPush> invalid() {
    return List.of(
        post(""),
        post("text"),
        post("{\"Records\":[" + RECORD.formatted("a") + ",{}]}"),
        post("{\"Records\":[" + RECORD.formatted("%") + "]}"),
        post("<NotificationConfiguration/>"));
  }

  @Test
  void changes_that_are_not_selected_are_answered_and_not_offered() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    String other = RECORD.replace("photos", "other").formatted("a");
    String tagged = RECORD.replace("ObjectCreated:Put", "ObjectTagging:Put").formatted("a");
    HttpAnswer answer =
        source()
            .receive(
                post("{\"Records\":[" + other + "," + tagged + "," + RECORD.formatted("a") + "]}"),
                sink);
    assertThat(answer.status()).isEqualTo(202);
    JsonNode body = JsonMapper.shared().readTree(((HttpAnswer.Response) answer).body());
    assertThat(body.path("accepted").asInt()).isEqualTo(1);
    assertThat(body.path("filtered").asInt()).isEqualTo(2);
    assertThat(sink.subjects()).containsExactly("a");
  }

  @Test
  void bytes_of_an_object_come_with_its_creation() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    ObjectContents contents =
        change ->
            change.key().equals("large")
                ? new ObjectContents.Content.Omitted("TooLarge")
                : new ObjectContents.Content.Bytes("hello".getBytes(StandardCharsets.UTF_8));
    source(contents).receive(request(List.of("small", "large")), sink);
    JsonNode small = object(sink.accepted().getFirst());
    assertThat(small.path("body").asString()).isEqualTo("aGVsbG8=");
    assertThat(small.path("isBase64Encoded").asBoolean()).isTrue();
    JsonNode large = object(sink.accepted().getLast());
    assertThat(large.has("body")).isFalse();
    assertThat(large.path("bodyOmitted").asString()).isEqualTo("TooLarge");
  }

  @Test
  void store_that_cannot_be_read_asks_the_sender_to_come_again() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    HttpAnswer answer =
        source(
                _ -> {
                  throw new SourceUnavailableException("the store does not answer");
                })
            .receive(request(List.of("a")), sink);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(sink.offers()).isEmpty();
  }

  private static JsonNode object(Event event) {
    return JsonMapper.shared().readTree(event.payload()).at("/Records/0/s3/object");
  }

  private static HttpPush post(String body) {
    return new HttpPush(
        "POST",
        "",
        null,
        Map.of("Content-Type", "application/json"),
        body.getBytes(StandardCharsets.UTF_8));
  }
}
