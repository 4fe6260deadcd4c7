package dev.tripline.delivery.async;

/// The claimed work that this node keeps in memory, all lanes together, and its bound. Safe for many threads.
final class Backlog {
  private final int maxEvents;
  private final long maxBytes;
  private int events;
  private long bytes;
  private boolean closed;

  Backlog(int maxEvents, long maxBytes) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
  }

  /// Takes room for one event if there is some.
  synchronized boolean tryTake(int size) {
    if (closed || events >= maxEvents || bytes + size > maxBytes) {
      return false;
    }
    events++;
    bytes += size;
    return true;
  }

  /// Takes room even beyond the bound: for work that was claimed already.
  synchronized void take(int size) {
    events++;
    bytes += size;
  }

  /// Takes no more newly accepted events.
  synchronized void close() {
    closed = true;
  }

  synchronized void give(int size) {
    events--;
    bytes -= size;
  }

  /// Whether more can be claimed from the store.
  synchronized boolean full() {
    return events >= maxEvents || bytes >= maxBytes;
  }
}
