package dev.tripline.dispatcher.functionurl;

import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.ResponseStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Carries a streamed answer from the connection of the function to that of the caller, who may be slower:
/// the function then waits, up to its timeout. One thread reads; the others may be any.
public final class AnswerPipe implements ResponseStream {
  private static final int MOST_WAITING = 256 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> pieces = new ArrayDeque<>();
  private int waiting;
  private @Nullable String version;
  private @Nullable Begun begun;
  private boolean told;
  private boolean unread;
  private @Nullable Item ending;

  /// The next thing that is known of the answer.
  public sealed interface Item {}

  /// @param contentType that the function names; null if it names none
  /// @param version that runs; null if the function has none
  public record Begun(@Nullable String contentType, @Nullable String version) implements Item {}

  public record Piece(byte[] bytes) implements Item {}

  public record Ended(InvocationResult result) implements Item {}

  /// There is no result.
  public record Broken(RuntimeException why) implements Item {}

  /// Begins the invocation, on a thread of its own, and answers the pipe that its answer comes from.
  public static AnswerPipe of(InvocationRequest invocation, SynchronousDelivery delivery) {
    AnswerPipe pipe = new AnswerPipe();
    Thread.ofVirtual()
        .name("streamed-" + invocation.requestId())
        .start(() -> pipe.end(ending(invocation.into(pipe), delivery)));
    return pipe;
  }

  private static Item ending(InvocationRequest invocation, SynchronousDelivery delivery) {
    try {
      return new Ended(delivery.invoke(invocation));
    } catch (RuntimeException e) {
      return new Broken(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Broken(new IllegalStateException("interrupted in an invocation"));
    }
  }

  @Override
  public void runs(String running) {
    lock.lock();
    try {
      version = running;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void begin(@Nullable String contentType) {
    lock.lock();
    try {
      begun = new Begun(contentType, version);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting >= MOST_WAITING && !unread && ending == null) {
        changed.await();
      }
      if (!unread && ending == null && length > 0) {
        pieces.add(Arrays.copyOfRange(bytes, offset, offset + length));
        waiting += length;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The invocation is over.
  void end(Item last) {
    lock.lock();
    try {
      ending = last;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Nobody reads any more; the function goes on.
  public void abandon() {
    lock.lock();
    try {
      unread = true;
      pieces.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Blocks for the next item; the last one is [Ended] or [Broken].
  public Item next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        if (begun != null && !told) {
          told = true;
          return begun;
        }
        byte[] piece = pieces.poll();
        if (piece != null) {
          waiting -= piece.length;
          changed.signalAll();
          return new Piece(piece);
        }
        if (ending != null) {
          return ending;
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
