package dev.tripline.delivery.async;

import dev.tripline.delivery.lease.HeldClaims;
import dev.tripline.spi.store.ClaimedInvocation;

/// The claimed work that this node keeps in memory until it is settled, all lanes together, and its
/// bound. Safe for many threads.
final class Backlog {
  private final int maxEvents;
  private final long maxBytes;
  private final HeldClaims held;
  private int events;
  private long bytes;
  private boolean closed;

  Backlog(int maxEvents, long maxBytes, HeldClaims held) {
    this.held = held;
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
  }

  /// Takes room for one event if there is some.
  ///
  /// @param first of a tenant, for which a quarter more is kept
  synchronized boolean tryTake(int size, boolean first) {
    int most = first ? maxEvents + maxEvents / 4 : maxEvents;
    long mostBytes = first ? maxBytes + maxBytes / 4 : maxBytes;
    if (closed || events >= most || bytes + size > mostBytes) {
      return false;
    }
    events++;
    bytes += size;
    return true;
  }

  /// Keeps a claim for which room was taken.
  void keep(ClaimedInvocation claim) {
    held.add(claim.sequence(), claim.token());
  }

  /// Keeps a claim that was made already, even beyond the bound.
  void take(ClaimedInvocation claim) {
    keep(claim);
    synchronized (this) {
      events++;
      bytes += size(claim);
    }
  }

  /// The claim is settled, or void.
  void release(ClaimedInvocation claim) {
    held.remove(claim.sequence(), claim.token());
    give(size(claim));
  }

  /// Takes no more newly accepted events.
  synchronized void close() {
    closed = true;
  }

  /// Gives room back for which there is no claim.
  synchronized void give(int size) {
    events--;
    bytes -= size;
  }

  /// Whether more can be claimed from the store.
  synchronized boolean full() {
    return events >= maxEvents || bytes >= maxBytes;
  }

  private static int size(ClaimedInvocation claim) {
    return claim.invocation().payload().length;
  }
}
