package dev.tripline.spi.source;

import java.util.LinkedHashSet;

/// Messages acknowledged a short while ago, in case the queue did not hear it and hands them out again.
/// Keeps the newest so many, in memory: a duplicate that it misses is one of at-least-once delivery.
/// Outlives the sources that write into it. Does not block; safe for many threads.
public final class RecentlySettled {
  private final int most;
  private final LinkedHashSet<String> keys = new LinkedHashSet<>();

  public RecentlySettled(int most) {
    this.most = most;
  }

  /// @param key names one attempt of one message, and is the same when it comes again
  public synchronized void add(String key) {
    keys.remove(key);
    keys.add(key);
    if (keys.size() > most) {
      keys.removeFirst();
    }
  }

  public synchronized boolean contains(String key) {
    return keys.contains(key);
  }
}
