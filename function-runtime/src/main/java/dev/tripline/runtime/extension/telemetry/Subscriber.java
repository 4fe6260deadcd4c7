package dev.tripline.runtime.extension.telemetry;

import dev.tripline.runtime.log.PrintableText;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers the events of one subscription, on a virtual thread of its own: whoever adds one never waits.
/// A batch that the listener does not take is sent again after longer and longer pauses, and given up after
/// [#TRIES]. Safe for many threads.
final class Subscriber implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

  /// Of one batch.
  static final int TRIES = 5;

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// A listener that takes longer has not taken the batch.
  private static final long LONGEST_TRY_MILLIS = 5_000;

  private final String name;
  private final Subscription subscription;
  private final Function<EventBuffer.Lost, byte[]> lossEvent;
  private final ListenerConnection listener;
  private final EventBuffer buffer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final CompletableFuture<Void> flushed = new CompletableFuture<>();
  private final Thread thread;
  private boolean flushing;
  private boolean closed;
  private boolean complained;

  /// @param lossEvent makes the event that tells of what was not delivered
  Subscriber(
      String name,
      Subscription subscription,
      WorkerPorts ports,
      TelemetryMemory memory,
      Function<EventBuffer.Lost, byte[]> lossEvent) {
    this.name = PrintableText.of(name);
    this.thread = Thread.ofVirtual().name("telemetry-" + this.name).unstarted(this::run);
    this.subscription = subscription;
    this.lossEvent = lossEvent;
    this.listener = new ListenerConnection(ports, subscription.destination());
    this.buffer = new EventBuffer(subscription.buffering(), memory);
  }

  Subscription subscription() {
    return subscription;
  }

  void start() {
    thread.start();
  }

  void add(byte[] event) {
    lock.lock();
    try {
      if (!closed) {
        boolean first = buffer.isEmpty();
        long now = System.nanoTime();
        buffer.add(event, now);
        if (first || flushing || buffer.dueInNanos(now) <= 0) {
          changed.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Counts events that were lost before they came here.
  void lost(EventBuffer.Lost lost) {
    change(() -> buffer.lose(lost));
  }

  /// From now on nothing waits for more events. Completed once all is delivered, or the listener has not
  /// taken a batch.
  CompletableFuture<Void> flush() {
    change(() -> flushing = true);
    return flushed;
  }

  /// What is left is lost; an attempt that is under way is cut off.
  @Override
  public void close() {
    change(() -> {
      closed = true;
      buffer.clear();
    });
    flushed.complete(null);
    thread.interrupt();
    cutOff();
  }

  private void change(Runnable step) {
    lock.lock();
    try {
      if (!closed) {
        step.run();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (EventBuffer.Batch batch = next(); batch != null; batch = next()) {
        boolean delivered = false;
        try {
          delivered = deliver(batch.events());
        } finally {
          settle(batch, delivered);
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("Telemetry for {} ends", name);
    } finally {
      close();
    }
  }

  /// Blocks until a batch is due.
  ///
  /// @return null at the end
  private EventBuffer.@Nullable Batch next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        if (flushing && buffer.isEmpty()) {
          flushed.complete(null);
        }
        long wait = flushing && !buffer.isEmpty() ? 0 : buffer.dueInNanos(System.nanoTime());
        if (wait <= 0) {
          return buffer.take(lossEvent);
        }
        if (wait == Long.MAX_VALUE) {
          changed.await();
        } else {
          long _ = changed.awaitNanos(wait);
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private boolean deliver(List<byte[]> batch) throws InterruptedException {
    long pause = FIRST_PAUSE_NANOS;
    for (int tries = 1; ; tries++) {
      boolean last = tries == TRIES || isFlushing();
      if (attempt(batch)) {
        return true;
      }
      if (last || !pause(pause)) {
        return false;
      }
      pause *= 2;
    }
  }

  private boolean isFlushing() {
    lock.lock();
    try {
      return flushing;
    } finally {
      lock.unlock();
    }
  }

  private boolean attempt(List<byte[]> batch) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    var _ =
        over.orTimeout(LONGEST_TRY_MILLIS, TimeUnit.MILLISECONDS)
            .whenComplete((_, late) -> {
              if (late != null) {
                cutOff();
              }
            });
    try {
      listener.send(batch);
      return true;
    } catch (IOException e) {
      complain(e);
      return false;
    } finally {
      over.complete(null);
    }
  }

  /// Once, in words for whoever wonders why nothing arrives.
  private void complain(IOException why) {
    if (!complained) {
      complained = true;
      LOG.info(
          "The extension {} does not take its telemetry, which is tried again and then lost: {}",
          name,
          why.getMessage());
    }
    LOG.debug("Telemetry for the extension {} is not taken", name, why);
  }

  /// Ends early when all is to be delivered at once.
  ///
  /// @return false if there is no listener any more
  private boolean pause(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (left > 0 && !flushing && !closed) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void settle(EventBuffer.Batch batch, boolean delivered) {
    lock.lock();
    try {
      buffer.settle(batch, delivered);
      if (!delivered && flushing) {
        flushed.complete(null);
      }
    } finally {
      lock.unlock();
    }
  }

  private void cutOff() {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.debug("A connection to the extension {} stays until its end", name, e);
    }
  }
}
