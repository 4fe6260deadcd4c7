package dev.tripline.adapter.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.source.MemoryStateStore;
import dev.tripline.testkit.source.push.MemoryEventSink;
import dev.tripline.testkit.source.push.RunningEventSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScheduleSourceTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant BEGIN = Instant.parse("2027-01-01T10:30:00Z");

  private final MemoryStateStore store = new MemoryStateStore();
  private final MemoryEventSink sink = new MemoryEventSink();
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private volatile Instant now = BEGIN;

  private RunningEventSource run(ScheduleSettings settings) {
    told.clear();
    ScheduleListener listener =
        new ScheduleListener() {
          @Override
          public void looked(@Nullable Instant next) {
            told.add("next " + next);
          }

          @Override
          public void skipped(Instant upTo) {
            told.add("skipped " + upTo);
          }
        };
    return RunningEventSource.start(
        new ScheduleSource(settings, store, listener, () -> now, Duration.ofMillis(5)), sink);
  }

  private void awaitTold(String expected) throws InterruptedException {
    for (String last = ""; !expected.equals(last); ) {
      last = told.poll(60, TimeUnit.SECONDS);
      assertThat(last).as("a word before " + expected).isNotNull();
    }
  }

  private static ScheduleSettings settings(
      String expression, CatchUp catchUp, Instant since, @Nullable String input) {
    return new ScheduleSettings(
        "trigger-1",
        new Schedule(
            ScheduleExpression.parse(expression), ZoneOffset.UTC, BEGIN, null, null, Duration.ZERO),
        catchUp,
        since,
        new ScheduleSettings.Content("hourly", "eu-central-1", "123456789012", input));
  }

  @Test
  void event_has_the_shape_of_a_scheduled_event_of_eventbridge() throws Exception {
    ScheduleSettings settings = settings("rate(1 hour)", CatchUp.NONE, BEGIN, null);
    try (RunningEventSource _ = run(settings)) {
      sink.awaitAccepted(1);
    }
    JsonNode event = JSON.readTree(sink.accepted().getFirst().payload());
    assertThat(event.path("id").asString())
        .isEqualTo(sink.accepted().getFirst().id())
        .matches("[0-9a-f-]{36}");
    assertThat(event.toString())
        .isEqualTo(
            """
            {"version":"0","id":"%s","detail-type":"Scheduled Event","source":"aws.events",\
            "account":"123456789012","time":"2027-01-01T10:30:00Z","region":"eu-central-1",\
            "resources":["arn:aws:events:eu-central-1:123456789012:rule/hourly"],"detail":{}}\
            """
                .formatted(event.path("id").asString()));
  }

  @Test
  void input_stands_in_for_the_event_with_its_keywords_replaced() throws Exception {
    ScheduleSettings settings =
        settings(
            "rate(1 hour)",
            CatchUp.NONE,
            BEGIN,
            "{\"at\":\"<aws.scheduler.scheduled-time>\",\"by\":\"<aws.scheduler.schedule-arn>\"}");
    try (RunningEventSource _ = run(settings)) {
      sink.awaitAccepted(1);
    }
    assertThat(payloads())
        .containsExactly(
            "{\"at\":\"2027-01-01T10:30:00Z\",\"by\":"
                + "\"arn:aws:scheduler:eu-central-1:123456789012:schedule/default/hourly\"}");
  }

  private List<String> payloads() {
    return sink.accepted().stream()
        .map(event -> new String(event.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  private List<String> times() {
    return sink.accepted().stream().map(event -> String.valueOf(event.time())).toList();
  }

  @Test
  void times_missed_while_nothing_ran_are_passed_over_without_catch_up() throws Exception {
    ScheduleSettings settings = settings("cron(0 * * * ? *)", CatchUp.NONE, BEGIN, null);
    try (RunningEventSource _ = run(settings)) {
      awaitTold("next 2027-01-01T11:00:00Z");
    }
    now = Instant.parse("2027-01-01T14:30:00Z");
    try (RunningEventSource _ = run(settings)) {
      awaitTold("skipped 2027-01-01T14:29:00Z");
      awaitTold("next 2027-01-01T15:00:00Z");
      now = Instant.parse("2027-01-01T15:00:00Z");
      sink.awaitAccepted(1);
    }
    assertThat(times()).containsExactly("2027-01-01T15:00:00Z");
  }

  @Test
  void latest_missed_times_are_made_up_for_in_their_order() throws Exception {
    ScheduleSettings settings = settings("cron(0 * * * ? *)", new CatchUp(2), BEGIN, null);
    now = Instant.parse("2027-01-01T14:30:00Z");
    try (RunningEventSource _ = run(settings)) {
      awaitTold("next 2027-01-01T15:00:00Z");
    }
    assertThat(times()).containsExactly("2027-01-01T13:00:00Z", "2027-01-01T14:00:00Z");
  }

  @Test
  void changed_schedule_has_missed_nothing_from_before_its_change() throws Exception {
    try (RunningEventSource _ = run(settings("cron(0 8 * * ? *)", new CatchUp(1), BEGIN, null))) {
      awaitTold("next 2027-01-02T08:00:00Z");
    }
    now = Instant.parse("2027-01-01T18:00:00Z");
    try (RunningEventSource _ = run(settings("cron(0 15 * * ? *)", new CatchUp(1), now, null))) {
      awaitTold("next 2027-01-02T15:00:00Z");
    }
    assertThat(sink.accepted()).isEmpty();
  }

  @Test
  void schedule_without_a_further_time_rests() throws Exception {
    ScheduleSettings settings = settings("at(2027-01-01T10:30:00)", CatchUp.NONE, BEGIN, null);
    try (RunningEventSource _ = run(settings)) {
      awaitTold("next null");
    }
    try (RunningEventSource _ = run(settings)) {
      awaitTold("next null");
    }
    assertThat(times()).containsExactly("2027-01-01T10:30:00Z");
  }

  /// A crash between the acceptance and the note of it.
  @Test
  void time_whose_acceptance_was_not_noted_is_offered_again_under_the_same_key() throws Exception {
    ScheduleSettings settings = settings("rate(1 hour)", CatchUp.NONE, BEGIN, null);
    store.breakAfter(0);
    try (RunningEventSource running = run(settings)) {
      assertThat(running.awaitEnd()).hasMessage("the store is broken");
    }
    store.breakAfter(Integer.MAX_VALUE);
    try (RunningEventSource _ = run(settings)) {
      awaitTold("next 2027-01-01T11:30:00Z");
    }
    assertThat(sink.offers()).hasSize(2);
    assertThat(times()).containsExactly("2027-01-01T10:30:00Z");
  }
}
