package dev.tripline.dispatcher.bus;

import static dev.tripline.dispatcher.bus.BusClient.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import tools.jackson.databind.JsonNode;

/// Subscribers whose events are delivered in the order of their groups.
class OrderedEventsTest {
  @TempDir static Path data;

  private static TriggerApp app;
  private static EventBridgeClient events;

  @BeforeAll
  static void start() throws Exception {
    app = new TriggerApp(data, "--tripline.retry.error-wait=20ms");
    events = BusClient.of(app.endpoint(), "test", "test");
  }

  @AfterAll
  static void stop() {
    events.close();
    app.close();
  }

  private static void subscriber(String name, GroupSink sink, String more) throws Exception {
    events.createEventBus(b -> b.name(name));
    app.send(
        "POST", "/v1/functions", "{\"name\":\"" + name + "\",\"url\":\"" + sink.url() + "\"}", 201);
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"%s","function":"%s","source":{"kind":"event-bus","bus":"%s",
         "pattern":{"source":["shop"]},"input":{"path":"$.detail"},
         "orderBy":"$.detail.group",%s}}
        """
            .formatted(name, name, name, more),
        201);
  }

  private static PutEventsRequestEntry event(String bus, String group, int n) {
    return entry(bus, "shop", "Order", "{\"group\":\"" + group + "\",\"n\":" + n + "}");
  }

  @Test
  void a_failing_event_holds_its_group_back_and_no_other() throws Exception {
    AtomicBoolean open = new AtomicBoolean();
    try (GroupSink sink =
        new GroupSink(run -> !run.group.equals("held") || run.n != 1 || open.get())) {
      subscriber("holding", sink, "\"maxRetries\":1000");
      events.putEvents(b ->
          b.entries(
              event("holding", "held", 0),
              event("holding", "held", 1),
              event("holding", "free", 0),
              event("holding", "held", 2),
              event("holding", "free", 1)));
      events.putEvents(b -> b.entries(event("holding", "free", 2), event("holding", "held", 3)));
      TriggerApp.await(() -> sink.good("free").size() == 3, "the other group");
      int runs = sink.count();
      TriggerApp.await(() -> sink.count() > runs + 2, "more tries");
      assertThat(sink.good("held")).containsExactly(0);
      open.set(true);
      TriggerApp.await(() -> sink.good("held").size() == 4, "the group");
      assertThat(sink.good("held")).containsExactly(0, 1, 2, 3);
      assertThat(sink.good("free")).containsExactly(0, 1, 2);
      assertThat(sink.violations(_ -> false)).isEmpty();
    }
  }

  @Test
  void the_group_goes_on_behind_a_dead_letter() throws Exception {
    try (GroupSink sink = new GroupSink(run -> run.n != 1)) {
      subscriber("dying", sink, "\"maxRetries\":1");
      events.putEvents(b ->
          b.entries(
              IntStream.range(0, 4)
                  .boxed()
                  .flatMap(n -> List.of(event("dying", "a", n), event("dying", "b", n)).stream())
                  .toList()));
      TriggerApp.await(
          () -> sink.good("a").size() == 3 && sink.good("b").size() == 3, "both groups");
      assertThat(sink.good("a")).containsExactly(0, 2, 3);
      assertThat(sink.violations(run -> run.n == 1 && run.attempt == 2)).isEmpty();
      JsonNode letters =
          app.send("GET", "/v1/dead-letters?function=dying", "", 200).json().path("deadLetters");
      assertThat(letters).hasSize(2);
    }
  }

  /// The times of events have seconds only, as a rule.
  @Test
  void a_replay_keeps_the_order_of_events_of_the_same_time() throws Exception {
    int count = 60;
    Instant time = Instant.parse("2026-01-02T03:04:05Z");
    try (GroupSink sink = new GroupSink(_ -> true)) {
      subscriber("replayed", sink, "\"maxRetries\":1");
      String bus = events.describeEventBus(b -> b.name("replayed")).arn();
      String archive =
          events.createArchive(b -> b.archiveName("ordered").eventSourceArn(bus)).archiveArn();
      for (int n = 0; n < count; n++) {
        PutEventsRequestEntry entry = event("replayed", "g", n).toBuilder().time(time).build();
        events.putEvents(b -> b.entries(entry));
      }
      TriggerApp.await(() -> sink.good("g").size() == count, "the events");
      events.startReplay(b ->
          b.replayName("ordered")
              .eventSourceArn(archive)
              .eventStartTime(time)
              .eventEndTime(time.plusSeconds(1))
              .destination(d -> d.arn(bus)));
      TriggerApp.await(() -> sink.good("g").size() == 2 * count, "their replay");
      assertThat(sink.good("g").subList(count, 2 * count))
          .isEqualTo(IntStream.range(0, count).boxed().toList());
    }
  }

  @Test
  void an_event_that_comes_again_is_known_and_takes_no_place_in_its_group() throws Exception {
    try (GroupSink sink = new GroupSink(_ -> true)) {
      subscriber("known", sink, "\"deduplicateBy\":\"$.detail.n\"");
      String large = "g".repeat(5_000);
      for (int n : List.of(0, 1, 0, 1, 2)) {
        events.putEvents(b -> b.entries(event("known", large, n)));
      }
      TriggerApp.await(() -> sink.good(large).size() == 3, "three events");
      assertThat(sink.good(large)).containsExactly(0, 1, 2);
      assertThat(app.trigger("known").path("counts").path("received").asInt()).isEqualTo(5);
    }
  }
}
