package dev.tripline.benchmarks.load;

import dev.tripline.benchmarks.report.ProcessorTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/// One backlog on its way: time and processor time from its first tenth to its end, so that neither
/// connecting nor the first worker's start counts. Safe for many threads.
public final class BacklogWindow {
  private final long dispatcher;
  private final long messages;
  private final AtomicLong seen = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Mark from = Mark.NONE;
  private volatile Mark to = Mark.NONE;

  /// @param dispatcher its process
  public BacklogWindow(long dispatcher, long messages) {
    this.dispatcher = dispatcher;
    this.messages = messages;
  }

  private record Mark(long seen, long nanoTime, ProcessorTime used) {
    static final Mark NONE = new Mark(0, 0, ProcessorTime.NONE);
  }

  /// So many more were settled.
  public void settled(long more) {
    long now = seen.addAndGet(more);
    long before = now - more;
    if (before < messages / 10 && now >= messages / 10) {
      from = mark(now);
    }
    if (before < messages && now >= messages) {
      to = mark(now);
      ended.countDown();
    }
  }

  private Mark mark(long now) {
    long nanoTime = System.nanoTime();
    return new Mark(now, nanoTime, ProcessorTime.now(dispatcher));
  }

  public long left() {
    return Math.max(0, messages - seen.get());
  }

  /// Blocks until all are settled.
  public void await() throws InterruptedException {
    ended.await();
  }

  public double perSecond() {
    return (to.seen - from.seen) / ((to.nanoTime - from.nanoTime) / 1e9);
  }

  /// Processor time of a part in microseconds a message.
  public double micros(ProcessorTime.Part part) {
    return to.used.microsSince(from.used, part, to.seen - from.seen);
  }
}
