package dev.tripline.delivery.queue;

import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/// Collects messages until there are enough of them, they are large enough, or the window is over. For
/// one thread; [#held] may be asked by others.
final class BatchCollector {
  /// Lambda's limit for the payload of a synchronous invocation, less some room for the batch's frame.
  static final long MAX_BYTES = 6L * 1024 * 1024 - 2_048;

  /// The longest time in which a stop goes unnoticed while nothing arrives.
  private static final Duration SLICE = Duration.ofMillis(500);

  private final QueueSource source;
  private final Admission admission;
  private final int max;
  private final BatchWindow window;
  private final Deque<Delivery> carried = new ArrayDeque<>();
  private List<Delivery> batch = new ArrayList<>();
  private long bytes;
  private boolean handedOut = true;
  private long begun;
  private volatile int held;

  BatchCollector(QueueSource source, Admission admission, int max, BatchWindow window) {
    this.source = source;
    this.admission = admission;
    this.max = max;
    this.window = window;
  }

  /// Decides which of the messages that came join a batch; the others are settled when it returns.
  interface Admission {
    List<Delivery> admit(List<Delivery> polled) throws InterruptedException;
  }

  /// Tells how the collecting of batches is to end.
  interface StopSignal {
    /// No further messages: those that were collected are the batch.
    boolean last();

    /// No further batch: messages that were collected stay here.
    boolean none();
  }

  /// @param messages empty if none came for a while, or no batch is wanted
  /// @param full whether it was closed because no more messages fit in
  record Batch(List<Delivery> messages, boolean full) {
    static final Batch NONE = new Batch(List.of(), false);
  }

  /// Call it again when the batch of before is settled: the next window begins then.
  Batch next(StopSignal stop) throws InterruptedException {
    if (handedOut) {
      handedOut = false;
      begun = System.nanoTime();
    }
    long deadline = 0;
    while (!stop.none()) {
      while (!carried.isEmpty()) {
        Delivery delivery = carried.getFirst();
        if (!batch.isEmpty() && bytes + delivery.size() > MAX_BYTES) {
          return take(true);
        }
        if (batch.isEmpty()) {
          deadline = window.deadline(begun, System.nanoTime());
        }
        batch.add(carried.removeFirst());
        bytes += delivery.size();
        if (batch.size() >= max) {
          return take(true);
        }
      }
      Duration wait = batch.isEmpty() ? SLICE : Duration.ofNanos(deadline - System.nanoTime());
      if (wait.isNegative() || (stop.last() && (!batch.isEmpty() || !source.finish()))) {
        return take(false);
      }
      List<Delivery> polled =
          source.poll(max - batch.size(), wait.compareTo(SLICE) > 0 ? SLICE : wait);
      if (!polled.isEmpty()) {
        carried.addAll(admission.admit(polled));
        held = batch.size() + carried.size();
      } else if (batch.isEmpty()) {
        return Batch.NONE;
      }
    }
    return Batch.NONE;
  }

  private Batch take(boolean full) {
    var taken = new Batch(batch, full);
    batch = new ArrayList<>();
    bytes = 0;
    handedOut = true;
    held = carried.size();
    return taken;
  }

  /// The number of messages here that are in no batch yet.
  int held() {
    return held;
  }

  /// Takes out the messages of some groups, which must not overtake those before them.
  List<Delivery> withdraw(Set<String> groups) {
    List<Delivery> withdrawn = new ArrayList<>();
    for (Delivery delivery : carried) {
      if (delivery.group() != null && groups.contains(delivery.group())) {
        withdrawn.add(delivery);
      }
    }
    carried.removeAll(withdrawn);
    held = batch.size() + carried.size();
    return withdrawn;
  }

  /// Forgets everything that is here.
  ///
  /// @return the number of those messages
  int clear() {
    int forgotten = batch.size() + carried.size();
    batch = new ArrayList<>();
    bytes = 0;
    carried.clear();
    held = 0;
    return forgotten;
  }
}
