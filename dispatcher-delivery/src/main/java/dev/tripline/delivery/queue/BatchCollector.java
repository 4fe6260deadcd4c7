package dev.tripline.delivery.queue;

import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// Collects messages until there are enough of them, they are large enough, or the window is over. A
/// message that is to be tried alone is a batch of its own. For one thread; [#held] may be asked by others.
final class BatchCollector {
  /// Lambda's limit for the payload of a synchronous invocation, less some room for the batch's frame.
  static final long MAX_BYTES = 6L * 1024 * 1024 - 2_048;

  /// The longest time in which a stop goes unnoticed while nothing arrives.
  private static final Duration SLICE = Duration.ofMillis(500);

  private final QueueSource source;
  private final Admission admission;
  private final Predicate<Delivery> alone;
  private final int max;
  private final BatchWindow window;
  private final Deque<Delivery> carried = new ArrayDeque<>();
  private List<Delivery> batch = new ArrayList<>();
  private long bytes;
  private boolean handedOut = true;
  private long begun;
  private volatile int held;

  /// @param alone whether a message is to be in no batch with others
  BatchCollector(
      QueueSource source,
      Admission admission,
      Predicate<Delivery> alone,
      int max,
      BatchWindow window) {
    this.source = source;
    this.admission = admission;
    this.alone = alone;
    this.max = max;
    this.window = window;
  }

  /// Decides which of the messages that came join a batch; the others are settled when it returns.
  interface Admission {
    List<Delivery> admit(List<Delivery> polled) throws InterruptedException;
  }

  /// @param messages empty if none came for a while
  /// @param full whether it was closed because no more messages fit in
  record Batch(List<Delivery> messages, boolean full) {
    static final Batch NONE = new Batch(List.of(), false);
  }

  /// Call it again when the batch of before is settled: the next window begins then.
  ///
  /// @param last whether no further messages are asked for: those that were collected are the batch
  Batch next(BooleanSupplier last) throws InterruptedException {
    if (handedOut) {
      handedOut = false;
      begun = System.nanoTime();
    }
    long deadline = 0;
    while (true) {
      while (!carried.isEmpty()) {
        Delivery delivery = carried.getFirst();
        boolean byItself = alone.test(delivery);
        if (!batch.isEmpty() && byItself) {
          return take(false);
        }
        if (!batch.isEmpty() && bytes + delivery.size() > MAX_BYTES) {
          return take(true);
        }
        if (batch.isEmpty()) {
          deadline = window.deadline(begun, System.nanoTime());
        }
        batch.add(carried.removeFirst());
        bytes += delivery.size();
        if (batch.size() >= max || byItself) {
          return take(batch.size() >= max);
        }
      }
      Duration wait = batch.isEmpty() ? SLICE : Duration.ofNanos(deadline - System.nanoTime());
      if (wait.isNegative() || (last.getAsBoolean() && (!batch.isEmpty() || !source.finish()))) {
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
