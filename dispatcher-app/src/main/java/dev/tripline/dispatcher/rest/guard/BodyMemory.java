package dev.tripline.dispatcher.rest.guard;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The memory for the bodies of all requests together: a body that finds no room in it is refused, instead
/// of taking the dispatcher down with all others. As long as a body arrives, its sender has a share of the
/// memory and no more: senders who never come to an end leave room for all others. Counts bytes as they
/// arrive, whatever was announced. Safe for many threads.
final class BodyMemory {
  /// A package of 50 MB, as JSON.
  private static final long LARGEST_BODY = 72 * 1024 * 1024;

  private final long limit;
  private final long share;
  private final AtomicLong held = new AtomicLong();
  private final ConcurrentHashMap<String, Long> arriving = new ConcurrentHashMap<>();

  /// @param limit in bytes
  /// @param share of it that one sender's bodies may have while they arrive, in bytes
  BodyMemory(long limit, long share) {
    this.limit = limit;
    this.share = share;
  }

  /// A quarter of the heap: what is made of a body takes some times its length. A sender's share is a
  /// quarter of that, and one body of the largest size at least.
  static BodyMemory ofHeap() {
    long limit = Runtime.getRuntime().maxMemory() / 4;
    return new BodyMemory(limit, Math.max(limit / 4, LARGEST_BODY));
  }

  /// @return false if there is no room; nothing is taken then
  boolean take(long bytes) {
    if (held.addAndGet(bytes) > limit) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  /// Counts bytes of a body that has not ended yet.
  ///
  /// @return false if the sender's share is used up; nothing is counted then
  boolean arrives(String sender, long bytes) {
    long now = arriving.merge(sender, bytes, Long::sum);
    if (now > share) {
      arrived(sender, bytes);
      return false;
    }
    return true;
  }

  /// These bytes of a sender's belong to a body that has ended.
  void arrived(String sender, long bytes) {
    arriving.computeIfPresent(sender, (_, all) -> all == bytes ? null : Long.valueOf(all - bytes));
  }

  long held() {
    return held.get();
  }

  /// The senders of bodies that have not ended.
  int senders() {
    return arriving.size();
  }
}
