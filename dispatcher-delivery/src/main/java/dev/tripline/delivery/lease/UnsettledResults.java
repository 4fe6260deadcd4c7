package dev.tripline.delivery.lease;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/// Results that wait for their commit, and whether the store still answers. While it does not, nothing new
/// may start: whatever ends now would be run again if this node were lost. Safe for many threads.
public final class UnsettledResults {
  /// A commit takes milliseconds; one that takes longer than this may not come.
  private static final long PATIENCE_NANOS = 1_000_000_000L;

  private final Set<Pending> pending = new LinkedHashSet<>();
  private volatile long oldestBegun;
  private volatile boolean some;
  private volatile boolean silent;

  /// A result on its way to the store.
  public static final class Pending {
    private final long begun = System.nanoTime();

    private Pending() {}
  }

  public Pending begin() {
    Pending result = new Pending();
    synchronized (this) {
      pending.add(result);
      if (pending.size() == 1) {
        oldestBegun = result.begun;
        some = true;
      }
    }
    return result;
  }

  /// The store has answered, or the try has failed.
  public void end(Pending result) {
    synchronized (this) {
      pending.remove(result);
      Iterator<Pending> oldest = pending.iterator();
      if (oldest.hasNext()) {
        oldestBegun = oldest.next().begun;
      } else {
        some = false;
      }
    }
  }

  /// A result could not be stored.
  ///
  /// @return whether the store has answered since the last failure
  public boolean failed() {
    synchronized (this) {
      boolean first = !silent;
      silent = true;
      return first;
    }
  }

  /// The store has answered something.
  public void answered() {
    if (silent) {
      silent = false;
    }
  }

  /// Whether the store has not taken the oldest result for too long, or has not answered since it
  /// failed to take one.
  public boolean stalled() {
    return silent || (some && System.nanoTime() - oldestBegun > PATIENCE_NANOS);
  }
}
