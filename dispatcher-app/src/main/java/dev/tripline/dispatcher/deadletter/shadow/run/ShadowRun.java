package dev.tripline.dispatcher.deadletter.shadow.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A shadow redrive as it is kept.
///
/// @param id a lower-case UUID; time-ordered
/// @param note why it is in its state, for people
/// @param position the last letter before which all have an outcome; empty for the beginning
/// @param until when it stops, whether it is done or not
public record ShadowRun(
    String id,
    ShadowOrder order,
    State state,
    @Nullable String note,
    String position,
    Tally tally,
    Instant createdAt,
    Instant until,
    Instant updatedAt) {

  /// The names are in the store.
  public enum State {
    RUNNING,
    COMPLETED,
    CANCELLED,
    /// By itself, before it was done.
    STOPPED
  }

  /// Letters by their result.
  public record Tally(long succeeded, long sameFailure, long otherFailure, long notRun) {
    public long done() {
      return succeeded + sameFailure + otherFailure + notRun;
    }
  }
}
