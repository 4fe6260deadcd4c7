package dev.tripline.adapter.shards;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkResponse;

/// The time by the clock of the server that answered: the clock by which records arrive.
public final class ServerDate {
  private static final Logger log = LoggerFactory.getLogger(ServerDate.class);

  private static final Duration MARGIN = Duration.ofSeconds(1);

  private ServerDate() {}

  /// A time before the answer, by all clocks of the service: they may differ by some milliseconds, and
  /// the answer tells whole seconds only.
  ///
  /// @param own used where the server does not tell
  public static Instant before(SdkResponse response, InstantSource own) {
    String date = response.sdkHttpResponse().firstMatchingHeader("Date").orElse("");
    try {
      return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)).minus(MARGIN);
    } catch (DateTimeParseException _) {
      log.warn("The server does not tell its time ('{}'); this node's is used", date);
      return own.instant().minus(MARGIN);
    }
  }
}
