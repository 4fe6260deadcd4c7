package dev.tripline.spi.invocation;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The result of one attempt.
///
/// @param executedVersion the version that ran (`$LATEST` or a number); null if none ran
/// @param logTail the last 4 KB of the log, if they were asked for
public record InvocationResult(
    Outcome outcome,
    @Nullable String executedVersion,
    byte @Nullable [] logTail,
    Instant startedAt,
    Duration duration) {

  /// The function's answer, which may be an error; null if it did not run.
  public byte @Nullable [] answer() {
    return switch (outcome) {
      case Outcome.Succeeded(byte[] payload) -> payload;
      case Outcome.Failed failed -> failed.payload();
      case Outcome.NotRun _ -> null;
    };
  }
}
