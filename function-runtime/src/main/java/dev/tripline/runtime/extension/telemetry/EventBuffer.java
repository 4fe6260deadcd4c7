package dev.tripline.runtime.extension.telemetry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// The events of one subscription that wait for their batch. What finds no room is counted in place of
/// being kept: twice a batch waits at most. For one thread at a time; times are of [System#nanoTime].
final class EventBuffer {
  /// An event takes so much more than its text.
  private static final int OVERHEAD = 64;

  private static final int BATCHES = 2;

  private final Buffering rules;
  private final TelemetryMemory memory;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long bytes;
  private Lost lost = Lost.NOTHING;

  EventBuffer(Buffering rules, TelemetryMemory memory) {
    this.rules = rules;
    this.memory = memory;
  }

  private record Waiting(byte[] event, long sinceNanos) {}

  /// The number of events, and their bytes, that were not delivered.
  record Lost(long events, long bytes) {
    static final Lost NOTHING = new Lost(0, 0);

    Lost plus(Lost more) {
      return new Lost(events + more.events, bytes + more.bytes);
    }

    boolean isNothing() {
      return events == 0;
    }
  }

  void add(byte[] event, long nowNanos) {
    if (waiting.size() >= BATCHES * rules.maxItems()
        || bytes + event.length > (long) BATCHES * rules.maxBytes()
        || !memory.take(cost(event))) {
      lose(new Lost(1, event.length));
      return;
    }
    waiting.add(new Waiting(event, nowNanos));
    bytes += event.length;
  }

  /// Counts what was not delivered.
  void lose(Lost more) {
    lost = lost.plus(more);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// The time until a batch is due; zero or less if one is. `Long.MAX_VALUE` if there is nothing.
  long dueInNanos(long nowNanos) {
    if (waiting.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (waiting.size() >= rules.maxItems() || bytes >= rules.maxBytes()) {
      return 0;
    }
    Duration timeout = rules.timeout();
    return waiting.getFirst().sinceNanos() + timeout.toNanos() - nowNanos;
  }

  /// Events that are delivered together.
  ///
  /// @param told losses that one of these events tells of
  record Batch(List<byte[]> events, Lost told) {}

  /// The oldest events, as many as fit; one at least, if there is any. An event before them tells what was
  /// lost since the last batch. The memory of all stays taken until they are settled.
  ///
  /// @param lossEvent makes it
  Batch take(Function<Lost, byte[]> lossEvent) {
    List<byte[]> batch = oldest();
    if (lost.isNothing() || batch.isEmpty()) {
      return new Batch(batch, Lost.NOTHING);
    }
    byte[] event = lossEvent.apply(lost);
    if (!memory.take(cost(event))) {
      return new Batch(batch, Lost.NOTHING);
    }
    batch.addFirst(event);
    Lost told = lost;
    lost = Lost.NOTHING;
    return new Batch(batch, told);
  }

  private List<byte[]> oldest() {
    List<byte[]> batch = new ArrayList<>();
    long taken = 0;
    while (!waiting.isEmpty() && batch.size() < rules.maxItems()) {
      int length = waiting.getFirst().event().length;
      if (!batch.isEmpty() && taken + length > rules.maxBytes()) {
        break;
      }
      batch.add(waiting.removeFirst().event());
      taken += length;
    }
    bytes -= taken;
    return batch;
  }

  /// A batch was delivered, or is given up.
  void settle(Batch batch, boolean delivered) {
    boolean tells = !batch.told().isNothing();
    for (byte[] event : batch.events()) {
      memory.give(cost(event));
      if (!delivered && !tells) {
        lose(new Lost(1, event.length));
      }
      tells = false;
    }
    if (!delivered) {
      lose(batch.told());
    }
  }

  /// Gives all memory back.
  void clear() {
    waiting.forEach(one -> memory.give(cost(one.event())));
    waiting.clear();
    bytes = 0;
  }

  private static long cost(byte[] event) {
    return (long) event.length + OVERHEAD;
  }
}
