package dev.tripline.runtime.extension.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventBufferTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final byte[] EVENT = "event".getBytes(StandardCharsets.UTF_8);

  private final TelemetryMemory memory = new TelemetryMemory(1_000);

  private EventBuffer buffer(int maxItems, int maxBytes) {
    return new EventBuffer(new Buffering(maxItems, maxBytes, TIMEOUT), memory);
  }

  private static byte[] told(EventBuffer.Lost lost) {
    return (lost.events() + " of " + lost.bytes()).getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> texts(EventBuffer.Batch batch) {
    return batch.events().stream().map(event -> new String(event, StandardCharsets.UTF_8)).toList();
  }

  @Test
  void nothing_is_due_of_nothing() {
    assertThat(buffer(2, 100).dueInNanos(7)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void batch_is_due_so_long_after_its_first_event() {
    EventBuffer buffer = buffer(10, 100);
    buffer.add(EVENT, 500);
    buffer.add(EVENT, 900);
    assertThat(buffer.dueInNanos(600)).isEqualTo(TIMEOUT.toNanos() - 100);
    assertThat(buffer.dueInNanos(500 + TIMEOUT.toNanos())).isZero();
  }

  @Test
  void batch_is_due_by_number_and_takes_no_more() {
    EventBuffer buffer = buffer(2, 100);
    buffer.add(EVENT, 0);
    assertThat(buffer.dueInNanos(0)).isPositive();
    buffer.add(EVENT, 0);
    buffer.add(EVENT, 0);
    assertThat(buffer.dueInNanos(0)).isZero();
    assertThat(buffer.take(EventBufferTest::told).events()).hasSize(2);
    assertThat(buffer.dueInNanos(0)).isPositive();
  }

  @Test
  void batch_is_due_by_bytes_and_takes_no_more() {
    EventBuffer buffer = buffer(10, 8);
    buffer.add(EVENT, 0);
    buffer.add(EVENT, 0);
    buffer.add(EVENT, 0);
    assertThat(buffer.dueInNanos(0)).isZero();
    assertThat(buffer.take(EventBufferTest::told).events()).hasSize(1);
  }

  @Test
  void event_that_finds_no_room_is_counted_and_told_with_the_next_batch() {
    EventBuffer buffer = buffer(1, 100);
    for (int i = 0; i < 5; i++) {
      buffer.add(EVENT, 0);
    }
    assertThat(texts(buffer.take(EventBufferTest::told))).containsExactly("3 of 15", "event");
    assertThat(texts(buffer.take(EventBufferTest::told))).containsExactly("event");
  }

  @Test
  void batch_that_is_given_up_is_told_with_the_next_one() {
    EventBuffer buffer = buffer(1, 100);
    for (int i = 0; i < 3; i++) {
      buffer.add(EVENT, 0);
    }
    EventBuffer.Batch lost = buffer.take(EventBufferTest::told);
    assertThat(texts(lost)).containsExactly("1 of 5", "event");
    buffer.settle(lost, false);
    EventBuffer.Batch next = buffer.take(EventBufferTest::told);
    assertThat(texts(next)).containsExactly("2 of 10", "event");
    buffer.settle(next, true);
    assertThat(memory.taken()).isZero();
  }

  @Test
  void all_workers_together_take_no_more_than_the_limit() {
    EventBuffer first = buffer(100, 10_000);
    EventBuffer second = buffer(100, 10_000);
    for (int i = 0; i < 100; i++) {
      first.add(EVENT, 0);
      second.add(EVENT, 0);
    }
    assertThat(memory.taken()).isLessThanOrEqualTo(1_000);
    first.clear();
    assertThat(memory.taken()).isPositive();
    second.clear();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void losses_stay_counted_while_there_is_no_memory_to_tell_them() {
    TelemetryMemory little = new TelemetryMemory(80);
    EventBuffer buffer = new EventBuffer(new Buffering(10, 100, TIMEOUT), little);
    buffer.add(EVENT, 0);
    buffer.add(EVENT, 0);
    EventBuffer.Batch first = buffer.take(EventBufferTest::told);
    assertThat(texts(first)).containsExactly("event");
    buffer.settle(first, true);
    buffer.add(EVENT, 0);
    assertThat(texts(buffer.take(EventBufferTest::told))).containsExactly("event");
  }
}
