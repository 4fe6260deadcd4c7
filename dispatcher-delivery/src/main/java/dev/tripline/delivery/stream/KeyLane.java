package dev.tripline.delivery.stream;

import dev.tripline.delivery.Threads;
import dev.tripline.delivery.stream.collect.Batch;
import dev.tripline.delivery.stream.collect.BatchCollector;
import dev.tripline.delivery.stream.collect.Inbox;
import dev.tripline.delivery.stream.collect.ReadingRight;
import dev.tripline.spi.source.StreamRecord;
import java.util.List;
import java.util.function.Consumer;

/// Delivers its share of a shard's records, batch after batch, on a platform thread of its own (ADR
/// 0088).
final class KeyLane {
  private final Inbox inbox;
  private final BatchCollector collector;
  private final BatchRun batches;
  private final ReadingRight right;
  private final WatermarkCommits commits;
  private final Thread thread;

  /// @param failed called with an error that ends the lane before its time
  KeyLane(
      ShardContext context,
      Inbox inbox,
      BatchCollector collector,
      BatchRun batches,
      Consumer<Throwable> failed) {
    this.inbox = inbox;
    this.collector = collector;
    this.batches = batches;
    this.right = context.right();
    this.commits = context.commits();
    String name =
        "stream-" + context.trigger().id() + "-" + context.shardId() + "-" + batches.lane();
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(failed));
  }

  void start() {
    thread.start();
  }

  /// Waits for room up to `nanos`. `false` if there was none.
  boolean offer(List<StreamRecord> records, long nanos) throws InterruptedException {
    return inbox.offer(records, nanos);
  }

  /// The shard is left.
  void end() {
    inbox.end();
  }

  /// Nothing more will be offered.
  void close() {
    inbox.close();
  }

  void interrupt() {
    thread.interrupt();
  }

  void join() throws InterruptedException {
    thread.join();
  }

  void joinUninterruptibly() {
    Threads.joinUninterruptibly(thread);
  }

  /// The number of records that were offered and are not settled.
  int held() {
    return inbox.records() + collector.held() + batches.held();
  }

  private void run(Consumer<Throwable> failed) {
    try {
      while (true) {
        Batch batch = collector.next(right, batches.patience());
        if (batch == null) {
          break;
        }
        if (!commits.begin(batches.lane(), batch.taken())) {
          collector.putBack();
          break;
        }
        if (!batches.deliver(batch)) {
          return;
        }
      }
      if (right.isEnding()) {
        finishDue();
      } else {
        batches.finish();
      }
    } catch (InterruptedException e) {
      if (!right.isEnding()) {
        failed.accept(new IllegalStateException("a lane was interrupted while it was needed", e));
      }
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  /// What other lanes have begun behind records of this one would come again if those stayed open.
  private void finishDue() throws InterruptedException {
    boolean offered = false;
    while (!right.isLost()) {
      int due = commits.due(batches.lane());
      if (due == 0) {
        return;
      }
      if (!offered) {
        inbox.awaitClosed();
        offered = true;
      }
      Batch batch = collector.rest(due);
      if (batch == null || !batches.deliver(batch)) {
        return;
      }
    }
  }
}
