package dev.tripline.dispatcher.function.log;

import dev.tripline.runtime.log.PrintableText;
import dev.tripline.spi.text.CutText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A line of a function's log.
///
/// @param version the one that ran
/// @param requestId null for what a worker wrote outside of an invocation
/// @param traceId of the request; null if it follows from its id
/// @param platform whether it is the platform's, such as START and REPORT, and not the function's
record LogLine(
    String function,
    String version,
    @Nullable String requestId,
    @Nullable String traceId,
    Instant at,
    boolean platform,
    String text) {
  /// Longer lines are cut.
  static final int LONGEST = 16_384;

  /// What a row takes beside its text.
  private static final int ROW = 120;

  /// As it is kept: to the millisecond, fit for one line of a page, and of a bounded length.
  static LogLine of(
      String function,
      String version,
      @Nullable String requestId,
      @Nullable String traceId,
      Instant at,
      boolean platform,
      String line) {
    return new LogLine(
        function,
        version,
        requestId,
        traceId,
        at.truncatedTo(ChronoUnit.MILLIS),
        platform,
        PrintableText.of(cut(line)));
  }

  private static String cut(String line) {
    if (line.length() <= LONGEST) {
      return line;
    }
    String kept = CutText.of(line, LONGEST);
    return "%s [%d more characters]".formatted(kept, line.length() - kept.length());
  }

  /// What it counts against the limits of the store.
  int bytes() {
    return text.getBytes(StandardCharsets.UTF_8).length + ROW;
  }
}
