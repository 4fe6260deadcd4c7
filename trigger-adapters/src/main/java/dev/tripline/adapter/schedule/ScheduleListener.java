package dev.tripline.adapter.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Told how a schedule goes, on the source's thread.
public interface ScheduleListener {

  /// Everything that was due is done. Called about once a second.
  ///
  /// @param next when the next is due; null if there is none any more
  void looked(@Nullable Instant next);

  /// Times up to this one were missed, and their catch-up policy gives them up.
  void skipped(Instant upTo);
}
