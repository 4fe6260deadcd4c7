package dev.tripline.adapter.cdc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The distance of a trigger's reading from its database, as this node last saw it. Written by the
/// reading, or by whoever watches the server while there is none; read by anyone.
public final class ChangeProgress {
  private final InstantSource clock;
  private volatile long kept = -1;
  private volatile @Nullable Instant heard;

  public ChangeProgress(InstantSource clock) {
    this.clock = clock;
  }

  /// @param bytes negative if the server keeps none
  public void kept(long bytes) {
    kept = bytes;
  }

  void heard() {
    heard = clock.instant();
  }

  /// Nothing is read here any more.
  void ended() {
    kept = -1;
    heard = null;
  }

  /// Bytes of the log that the server keeps for this reader, as last seen; negative if that is not known
  /// here.
  public long keptBytes() {
    return kept;
  }

  /// The time since the last change or heartbeat; null if nothing is read here.
  public @Nullable Duration silence() {
    Instant last = heard;
    return last == null ? null : Duration.between(last, clock.instant());
  }
}
