package dev.tripline.spi.invocation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The chain of invocations that an event comes from, as trace headers of AWS carry it on:
/// `Root=...;Lineage=HOPS:HASH:COUNT`, where COUNT is the number of invocations before the one that
/// wrote it. Its clients put the header of their own invocation into each request; queues keep it as
/// `AWSTraceHeader`. Pure.
public final class Lineage {
  /// Of HTTP requests, and of messages of brokers that have headers.
  public static final String HEADER = "X-Amzn-Trace-Id";

  /// Of CloudEvents, and of [dev.tripline.spi.source.Event].
  public static final String ATTRIBUTE = "awstraceheader";

  private static final Pattern COUNT =
      Pattern.compile("(?:^|;)\\s*Lineage=(?:[^;]*:)?(\\d{1,4})\\s*(?:;|$)");

  private Lineage() {}

  /// The number of earlier invocations of an event that was sent with this header; 0 if it has none, or
  /// one that cannot be read.
  public static int depth(@Nullable String traceHeader) {
    if (traceHeader == null) {
      return 0;
    }
    Matcher count = COUNT.matcher(traceHeader);
    return count.find() ? Integer.parseInt(count.group(1)) + 1 : 0;
  }
}
