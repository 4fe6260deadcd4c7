package dev.tripline.dispatcher.trigger.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.Delivery;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A trigger that reads a queue with several consumers tells what all of them have open.
class QueueProgressTest {
  private final TriggerStatus status = new TriggerStatus(InstantSource.system());
  private final QueueProgress one = new QueueProgress(status);
  private final QueueProgress other = new QueueProgress(status);

  @Test
  void the_end_of_one_leaves_what_another_has_open() {
    one.began();
    other.began();
    one.started(messages(3), false);
    other.started(messages(2), false);

    one.ended();
    status.failing("the connection was closed", Duration.ofSeconds(1));

    assertThat(status.snapshot().inFlight()).isEqualTo(2);
    assertThat(status.snapshot().pollers()).isEqualTo(1);
  }

  @Test
  void what_is_settled_is_not_abandoned_as_well() {
    one.began();
    other.began();
    other.started(messages(2), false);
    one.started(messages(3), false);
    one.settled(1, 1, 1, null);

    one.ended();

    assertThat(status.snapshot().inFlight()).isEqualTo(2);
  }

  private static List<Delivery> messages(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> new Delivery("m" + i, null, 1, null, 1, false, null, 0, null, List.of(), "handle"))
        .toList();
  }
}
