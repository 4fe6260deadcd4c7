package dev.tripline.cli.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as they are typed, and durations as they are read.
public final class Times {
  private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhd])");

  private Times() {}

  /// @param typed a time of RFC 3339, or how long ago: `90s`, `15m`, `6h`, `2d`
  /// @throws UsageException if it is neither
  public static Instant at(String typed, InstantSource clock) {
    Matcher ago = AGO.matcher(typed);
    if (ago.matches()) {
      long count = Long.parseLong(ago.group(1));
      Duration back =
          switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          };
      return clock.instant().minus(back);
    }
    try {
      return Instant.parse(typed);
    } catch (DateTimeParseException _) {
      throw new UsageException(
          "a time is 2026-01-31T12:00:00Z, or 90s, 15m, 6h or 2d ago: " + typed);
    }
  }

  /// In the two largest units, such as `14 min 3 s`.
  public static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return "%d min %d s".formatted(seconds / 60, seconds % 60);
    }
    if (seconds < 86_400) {
      return "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
    }
    return "%d d %d h".formatted(seconds / 86_400, seconds % 86_400 / 3600);
  }
}
