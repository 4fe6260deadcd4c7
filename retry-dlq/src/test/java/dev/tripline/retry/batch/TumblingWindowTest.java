package dev.tripline.retry.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.retry.batch.TumblingWindow.Window;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TumblingWindowTest {
  private static final TumblingWindow MINUTES = new TumblingWindow(Duration.ofSeconds(60));
  private static final Window NOON = window("12:00:00", "12:01:00");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @ParameterizedTest(name = "{0} while the window of {1} is open → {2}")
  @CsvSource({
    "12:00:00,     ,         12:00:00",
    "12:00:59.999, ,         12:00:00",
    "12:01:00,     ,         12:01:00",
    "12:00:30,     12:00:00, 12:00:00",
    "12:03:30,     12:00:00, 12:03:00",
    "11:59:58,     12:00:00, 12:00:00",
  })
  void record_belongs_to_the_window_of_its_arrival(
      String arrival, @Nullable String open, String start) {
    Window before = open == null ? null : NOON;
    Window window = MINUTES.windowOf(time(arrival), before);
    assertThat(window.start()).isEqualTo(time(start));
    assertThat(Duration.between(window.start(), window.end())).isEqualTo(MINUTES.length());
  }

  @ParameterizedTest(name = "next record {0}, caught up {1}, at {2} → over: {3}")
  @CsvSource({
    "12:00:59, true,  12:09:00, false",
    "12:01:00, false, 12:01:00, true",
    "12:05:00, true,  12:05:00, true",
    ",         false, 12:09:00, false",
    ",         true,  12:01:00, false",
    ",         true,  12:01:01, true",
  })
  void window_is_over_when_no_record_of_it_can_come(
      @Nullable String next, boolean caughtUp, String now, boolean over) {
    Instant arrival = next == null ? null : time(next);
    assertThat(TumblingWindow.isOver(NOON, arrival, caughtUp, time(now))).isEqualTo(over);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 901_000, 1_500})
  void lengths_that_aws_refuses_are_refused(long millis) {
    assertThatThrownBy(() -> new TumblingWindow(Duration.ofMillis(millis)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void batch_carries_the_window_and_the_state() {
    WindowState state = next(WindowState.begin(NOON), "{\"state\":{\"sum\":7}}", "5");
    JsonNode event =
        JSON.readTree(state.addTo(bytes("{\"Records\":[]}"), "shardId-1", "arn:aws:x", true));
    assertThat(event)
        .isEqualTo(
            JSON.readTree(
                """
                {"Records":[], "window":{"start":"2026-01-01T12:00:00Z",
                 "end":"2026-01-01T12:01:00Z"}, "state":{"sum":7}, "shardId":"shardId-1",
                 "eventSourceARN":"arn:aws:x", "isFinalInvokeForWindow":true,
                 "isWindowTerminatedEarly":false}\
                """));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "{\"state\":null}", "{\"state\":\"7\"}", "[]", "nope"})
  void answer_without_a_state_is_a_failure(String answer) {
    assertThat(WindowState.begin(NOON).read(bytes(answer), "5"))
        .isInstanceOf(WindowState.Answer.Missing.class);
  }

  @Test
  void state_over_a_megabyte_ends_the_window_early() {
    String most = "{\"state\":{\"s\":\"" + "x".repeat(WindowState.MAX_BYTES - 8) + "\"}}";
    assertThat(next(WindowState.begin(NOON), most, "5").tooLarge()).isFalse();
    String more = "{\"state\":{\"s\":\"" + "x".repeat(WindowState.MAX_BYTES - 7) + "\"}}";
    WindowState large = next(WindowState.begin(NOON), more, "5");
    assertThat(large.tooLarge()).isTrue();
    JsonNode event = JSON.readTree(large.addTo(bytes("{\"Records\":[]}"), "s", "a", true));
    assertThat(event.get("isWindowTerminatedEarly").booleanValue()).isTrue();
  }

  @Test
  void state_survives_its_store_and_knows_what_it_covers() {
    WindowState fresh = WindowState.begin(NOON);
    assertThat(fresh.covers("0")).isFalse();
    assertThat(WindowState.fromJson(fresh.toJson())).isEqualTo(fresh);
    WindowState state =
        next(
            fresh, "{\"state\":{\"n\":[1,\"ü\"]}}", "49545115243490985018280067714973144582180062");
    assertThat(WindowState.fromJson(state.toJson())).isEqualTo(state);
    assertThat(state.covers("49545115243490985018280067714973144582180062")).isTrue();
    assertThat(state.covers("9999")).isTrue();
    assertThat(state.covers("49545115243490985018280067714973144582180063")).isFalse();
    assertThatThrownBy(() -> WindowState.fromJson("{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static WindowState next(WindowState state, String answer, String lastId) {
    return switch (state.read(bytes(answer), lastId)) {
      case WindowState.Answer.Next(WindowState next) -> next;
      case WindowState.Answer.Missing(String why) -> throw new AssertionError(why);
    };
  }

  private static Window window(String start, String end) {
    return new Window(time(start), time(end));
  }

  private static Instant time(String time) {
    return Instant.parse("2026-01-01T" + time + "Z");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
