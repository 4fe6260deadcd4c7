package dev.tripline.spi.invocation;

import dev.tripline.spi.text.CutText;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One attempt that did not succeed, kept for readers of the dead letter.
///
/// @param number 1 for the first
/// @param outcome the name of the [Outcome], for instance `TimedOut`
/// @param errorMessage its first [#LONGEST_MESSAGE] characters
public record Attempt(
    int number,
    Instant startedAt,
    Duration duration,
    String outcome,
    @Nullable String errorType,
    @Nullable String errorMessage) {
  /// The most characters of a message that are kept: functions make it as long as they like.
  public static final int LONGEST_MESSAGE = 8_192;

  private static final int LONGEST_TYPE = 1_024;

  public Attempt {
    errorType = errorType == null ? null : CutText.of(errorType, LONGEST_TYPE);
    errorMessage = errorMessage == null ? null : CutText.of(errorMessage, LONGEST_MESSAGE);
  }
}
