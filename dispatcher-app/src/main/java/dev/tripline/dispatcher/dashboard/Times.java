package dev.tripline.dispatcher.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Times as pages word them.
///
/// @param now when the page is made
public record Times(Instant now) {

  /// `12 s ago`, `3 min ago`, `5 h ago`, `2 d ago`; empty for null.
  public String ago(@Nullable Instant at) {
    if (at == null) {
      return "";
    }
    Duration age = Duration.between(at, now);
    if (age.toSeconds() < 1) {
      return "just now";
    }
    if (age.toSeconds() < 60) {
      return age.toSeconds() + " s ago";
    }
    if (age.toMinutes() < 60) {
      return age.toMinutes() + " min ago";
    }
    return age.toHours() < 48 ? age.toHours() + " h ago" : age.toDays() + " d ago";
  }

  /// To the second, in UTC; empty for null.
  public String exact(@Nullable Instant at) {
    return at == null ? "" : at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
