package dev.tripline.dispatcher.delivery.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliveryEvent.Told;
import dev.tripline.delivery.DeliveryEvents;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActivityFeedTest {
  private static final FunctionTarget MAIL = new FunctionTarget("mail", "live");
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
