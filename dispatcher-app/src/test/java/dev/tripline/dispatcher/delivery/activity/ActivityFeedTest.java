package dev.tripline.dispatcher.delivery.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliveryEvent.Told;
import dev.tripline.delivery.DeliveryEvents;
import dev.tripline.dispatcher.rest.AsyncApiDocument;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ActivityFeedTest {
  private static final FunctionTarget MAIL = new FunctionTarget("mail", "live");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration NO_WAIT = Duration.ZERO;

  private final DeliveryEvents events = new DeliveryEvents();

  @Test
  void a_retry_is_told_with_its_error_and_delay() throws InterruptedException {
    try (var feed = new ActivityFeed(events, null)) {
      events.publish(() ->
          new DeliveryEvent.Retried("r-1", MAIL, null, 2, "down", Duration.ofSeconds(3), true));

      assertThat(feed.next(NO_WAIT))
          .isEqualTo(
              new ActivityEntry(
                  "retried",
                  "mail",
                  Map.of(
                      "requestId",
                      "r-1",
                      "function",
                      "mail:live",
                      "attempt",
                      2,
                      "error",
                      "down",
                      "delayMillis",
                      3000L,
                      "counts",
                      true)));
    }
  }

  @Test
  void a_watcher_of_one_function_sees_only_that_one() throws InterruptedException {
    try (var feed = new ActivityFeed(events, "mail")) {
      events.publish(() -> accepted("r-1", FunctionTarget.latest("other")));
      events.publish(() ->
          new DeliveryEvent.DestinationSent(
              "m", "amqp://x/y/z", new Told(null, Told.Role.SUCCESS, 1)));
      events.publish(() -> accepted("r-2", MAIL));

      var entry = feed.next(NO_WAIT);
      assertThat(entry).isNotNull();
      assertThat(entry.members()).containsEntry("requestId", "r-2").doesNotContainKey("trigger");
      assertThat(feed.next(NO_WAIT)).isNull();
    }
  }

  /// As `/v1/activity` sends it, which adds the time.
  @Test
  void every_step_is_told_as_asyncapi_yaml_describes_it() {
    Told told = new Told("r-1", Told.Role.FAILURE, 1);
    Duration second = Duration.ofSeconds(1);
    List<DeliveryEvent> steps =
        List.of(
            accepted("r-1", MAIL),
            new DeliveryEvent.Accepted("r-1", MAIL, "trigger-1"),
            new DeliveryEvent.Duplicate("r-1", MAIL, null),
            new DeliveryEvent.Delivered("r-1", MAIL, null, 1, second),
            new DeliveryEvent.Retried("r-1", MAIL, "t", 1, "down", second, true),
            new DeliveryEvent.Retried("r-1", MAIL, null, 0, null, second, false),
            new DeliveryEvent.DeadLettered("r-1", MAIL, "t", "d-1", 3, "R", "down", second),
            new DeliveryEvent.DeadLettered("r-1", MAIL, null, "d-1", 0, "R", null, null),
            new DeliveryEvent.DestinationSent("m-1", "https://example.org/", told),
            new DeliveryEvent.DestinationFailed("m-1", "amqp://a//b", "down", false, told));
    Set<String> kinds = new TreeSet<>(Set.of("watching", "missed"));
    for (DeliveryEvent step : steps) {
      ActivityEntry entry = ActivityEntry.of(step);
      kinds.add(entry.kind());
      for (Map<String, Object> members : List.of(entry.members(), entry.withoutContent())) {
        ObjectNode data = JSON.createObjectNode().put("at", "2026-03-04T05:06:07Z");
        data.setAll((ObjectNode) JSON.valueToTree(members));
        AsyncApiDocument.check("activity", entry.kind(), data);
      }
    }
    assertThat(AsyncApiDocument.messages("activity")).isEqualTo(kinds);
  }

  @Test
  void a_slow_watcher_is_told_how_much_it_missed_and_delays_nobody() {
    try (var feed = new ActivityFeed(events, null)) {
      for (int i = 0; i < 10_007; i++) {
        events.publish(() -> accepted("r", MAIL));
      }

      assertThat(feed.takeMissed()).isEqualTo(7);
      assertThat(feed.takeMissed()).isZero();
    }
  }

  @Test
  void a_watcher_that_left_is_told_nothing() throws InterruptedException {
    var feed = new ActivityFeed(events, null);
    feed.close();

    events.publish(() -> accepted("r", MAIL));

    assertThat(feed.next(NO_WAIT)).isNull();
  }

  private static DeliveryEvent accepted(String id, FunctionTarget function) {
    return new DeliveryEvent.Accepted(id, function, null);
  }
}
