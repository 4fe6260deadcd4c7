package dev.tripline.dispatcher.trigger.retention;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How far the records that a trigger has not read are from being removed by their source.
public sealed interface Horizon {
  /// In words, as a part of a sentence about a trigger.
  String detail();

  /// Nothing unread is removed within the lead.
  record Far(String detail) implements Horizon {}

  /// Something is, or was already.
  record Near(String detail) implements Horizon {}

  /// It cannot be said now.
  record Unknown(String detail) implements Horizon {}

  /// Of a source that keeps each record for the same time.
  ///
  /// @param age that unread records have at most; null if it is not known
  static Horizon of(Duration kept, @Nullable Duration age, Duration lead) {
    if (age == null) {
      return new Unknown("nobody reads it now, so the age of what is unread is not known");
    }
    String words =
        "unread records are %s old at most and kept for %s".formatted(words(age), words(kept));
    return age.plus(lead).compareTo(kept) >= 0 ? new Near(words) : new Far(words);
  }

  /// Such as `90 s`, `12 min` or `7 h`.
  static String words(Duration time) {
    if (time.toMinutes() < 2) {
      return time.toSeconds() + " s";
    }
    return time.toHours() < 2 ? time.toMinutes() + " min" : time.toHours() + " h";
  }
}
