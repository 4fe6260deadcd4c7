package dev.tripline.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.http.HttpAnswer;
import dev.tripline.spi.source.http.HttpEventSource;
import dev.tripline.spi.source.http.HttpPush;
import dev.tripline.testkit.source.push.HttpEventSourceContract;
import dev.tripline.testkit.source.push.MemoryEventSink;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CloudEventSourceTest implements HttpEventSourceContract {
  private static final String EVENT =
      "{\"specversion\":\"1.0\",\"id\":\"%1$s\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"%1$s\"}";
  private static final String BATCH = "application/cloudevents-batch+json";

  @Override
  public HttpEventSource source() {
    return new CloudEventSource();
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  @Override
  public HttpPush request(List<String> subjects) {
    return post(
        BATCH, subjects.stream().map(EVENT::formatted).collect(Collectors.joining(",", "[", "]")));
  }

  @Override
  public List<HttpPush> invalid() {
    return List.of(
        post(BATCH, "[" + EVENT.formatted("a") + ",{}]"),
        post(BATCH, "{"),
        post("application/json", "{}"));
  }

  private static HttpPush post(String contentType, String body) {
    return new HttpPush(
        "POST",
        "",
        null,
        Map.of("Content-Type", contentType),
        body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void answer_counts_fresh_and_known_events_and_names_all_invocations() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    source().receive(request(List.of("a")), sink);
    var answer = (HttpAnswer.Response) source().receive(request(List.of("a", "b")), sink);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.contentType()).isEqualTo("application/json");
    JsonNode body = JsonMapper.builder().build().readTree(answer.body());
    assertThat(body.path("accepted").asInt()).isEqualTo(1);
    assertThat(body.path("duplicates").asInt()).isEqualTo(1);
    assertThat(body.path("requestIds").size()).isEqualTo(2);
  }

  @Test
  void refusal_names_the_attribute_of_the_event_in_the_batch() throws Exception {
    var problem =
        (HttpAnswer.Problem) source().receive(invalid().getFirst(), new MemoryEventSink());
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).contains("[1].specversion", "nothing was accepted");
    assertThat(problem.errors())
        .extracting(HttpAnswer.InvalidField::field)
        .containsExactly("[1].specversion");
  }

  @Test
  void attributes_in_headers_of_any_case_are_read() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    Map<String, String> headers =
        Map.of("CE-SpecVersion", "1.0", "CE-ID", "1", "Ce-Source", "/s", "ce-type", "t");
    var request = new HttpPush("POST", "", null, headers, new byte[0]);
    assertThat(source().receive(request, sink).status()).isEqualTo(202);
    assertThat(sink.accepted()).hasSize(1);
  }

  @Test
  void empty_batch_is_accepted() throws Exception {
    assertThat(source().receive(request(List.of()), new MemoryEventSink()).status()).isEqualTo(202);
  }
}
