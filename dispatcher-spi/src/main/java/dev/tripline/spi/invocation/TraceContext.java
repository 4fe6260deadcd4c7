package dev.tripline.spi.invocation;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One span of a trace, as headers carry it: W3C's `traceparent` and `tracestate`, or AWS's
/// `X-Amzn-Trace-Id`. Pure.
///
/// @param traceId 32 hexadecimal digits, not all of them 0
/// @param spanId 16 hexadecimal digits; [#NO_SPAN] if only the trace is known
/// @param sampled whether the trace is kept
/// @param state the value of `tracestate`; null for none
public record TraceContext(String traceId, String spanId, boolean sampled, @Nullable String state) {
  public static final String TRACEPARENT = "traceparent";
  public static final String TRACESTATE = "tracestate";
  public static final String NO_SPAN = "0000000000000000";

  private static final String AMAZON = Lineage.HEADER.toLowerCase(Locale.ROOT);
  private static final String NO_TRACE = "00000000000000000000000000000000";

  /// What W3C asks everybody to carry on at least; a longer one is dropped as a whole.
  private static final int LONGEST_STATE = 512;

  /// A longer header is not looked at.
  private static final int LONGEST_HEADER = 1024;

  private static final Pattern PARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
  private static final Pattern STATE =
      Pattern.compile("[a-z0-9][a-z0-9_@*/-]*=[\\x20-\\x7e]*", Pattern.DOTALL);
  private static final Pattern ROOT =
      Pattern.compile("(?:^|;)\\s*Root=1-([0-9a-fA-F]{8})-([0-9a-fA-F]{24})\\s*(?:;|$)");
  private static final Pattern PARENT_SPAN =
      Pattern.compile("(?:^|;)\\s*Parent=([0-9a-fA-F]{16})\\s*(?:;|$)");
  private static final Pattern NOT_SAMPLED = Pattern.compile("(?:^|;)\\s*Sampled=0\\s*(?:;|$)");
  private static final int SECOND = 8;

  /// Reads what a request, a message or an event carries. W3C's headers go before AWS's; what cannot be
  /// read is as if it were not there.
  ///
  /// @param amazon the value of [Lineage#HEADER]
  public static @Nullable TraceContext of(
      @Nullable String traceparent, @Nullable String tracestate, @Nullable String amazon) {
    if (traceparent == null && amazon == null) {
      return null;
    }
    TraceContext w3c = traceparent == null ? null : ofParent(traceparent, tracestate);
    return w3c == null && amazon != null ? ofAmazon(amazon) : w3c;
  }

  /// The same of the headers of a request.
  ///
  /// @param header the value of a header by its name in lower case; null where it is missing
  public static @Nullable TraceContext ofHeaders(Function<String, @Nullable String> header) {
    return of(header.apply(TRACEPARENT), header.apply(TRACESTATE), header.apply(AMAZON));
  }

  private static @Nullable TraceContext ofParent(String header, @Nullable String tracestate) {
    Matcher parts = PARENT.matcher(header.length() > LONGEST_HEADER ? "" : header.strip());
    if (!parts.matches()
        || (header.strip().startsWith("00") && parts.group(4) != null)
        || parts.group(1).equals(NO_TRACE)
        || parts.group(2).equals(NO_SPAN)) {
      return null;
    }
    boolean sampled = (HexFormat.fromHexDigits(parts.group(3)) & 1) == 1;
    return new TraceContext(parts.group(1), parts.group(2), sampled, state(tracestate));
  }

  private static @Nullable String state(@Nullable String text) {
    return text == null || text.length() > LONGEST_STATE || !STATE.matcher(text.strip()).matches()
        ? null
        : text.strip();
  }

  private static @Nullable TraceContext ofAmazon(String header) {
    Matcher root = ROOT.matcher(header.length() > LONGEST_HEADER ? "" : header);
    if (!root.find()) {
      return null;
    }
    String trace = (root.group(1) + root.group(2)).toLowerCase(Locale.ROOT);
    if (trace.equals(NO_TRACE)) {
      return null;
    }
    Matcher parent = PARENT_SPAN.matcher(header);
    boolean sampled = !NOT_SAMPLED.matcher(header).find();
    if (parent.find()) {
      return new TraceContext(trace, parent.group(1).toLowerCase(Locale.ROOT), sampled, null);
    }
    TraceContext alone = new TraceContext(trace, NO_SPAN, sampled, null);
    // A trace that is not to be kept has a parent that says so.
    return sampled ? alone : new TraceContext(trace, alone.spanOrDigits(), false, null);
  }

  /// The ids of an event that comes without any, which follow from its request id and a time, so that
  /// they are the same on every node. Their form is that of X-Ray too: the second, then digits of the
  /// request id. Not sampled.
  public static TraceContext derived(String requestId, Instant begin) {
    String id = digits(requestId);
    String second = HexFormat.of().toHexDigits((int) begin.getEpochSecond());
    return new TraceContext(second + id.substring(0, 24), id.substring(16, 32), false, null);
  }

  /// At least 32 of them.
  private static String digits(String requestId) {
    String plain = requestId.replace("-", "");
    return plain.length() == 32 && isHexadecimal(plain) ? plain : picked(requestId);
  }

  private static boolean isHexadecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static String picked(String requestId) {
    StringBuilder digits = new StringBuilder(32);
    for (int i = 0; i < requestId.length(); i++) {
      int digit = Character.digit(requestId.charAt(i), 16);
      if (digit >= 0) {
        digits.append(Character.forDigit(digit, 16));
      }
    }
    while (digits.length() < 32) {
      digits.insert(0, '0');
    }
    return digits.toString();
  }

  public boolean hasSpan() {
    return !spanId.equals(NO_SPAN);
  }

  /// The trace alone, in which whatever follows has no parent.
  public TraceContext withoutSpan() {
    return new TraceContext(traceId, NO_SPAN, sampled, state);
  }

  /// The value of [#TRACEPARENT]. Where no span is known, digits of the trace stand for one, since none
  /// may be 0.
  public String traceparent() {
    return "00-" + traceId + "-" + spanOrDigits() + (sampled ? "-01" : "-00");
  }

  private String spanOrDigits() {
    if (hasSpan()) {
      return spanId;
    }
    String digits = traceId.substring(16);
    return digits.equals(NO_SPAN) ? "0000000000000001" : digits;
  }

  /// The value of [Lineage#HEADER].
  ///
  /// @param kept whether the trace is kept
  /// @param depth tells a client inside a function how deep in a chain of invocations it is
  public String amazon(boolean kept, int depth) {
    return new StringBuilder(112)
        .append("Root=1-")
        .append(traceId, 0, SECOND)
        .append('-')
        .append(traceId, SECOND, traceId.length())
        .append(";Parent=")
        .append(spanOrDigits())
        .append(";Sampled=")
        .append(kept ? '1' : '0')
        .append(";Lineage=1:")
        .append(traceId, SECOND, 2 * SECOND)
        .append(':')
        .append(depth)
        .toString();
  }

  /// AWS's header and those of W3C, by their names.
  ///
  /// @param depth as [#amazon] tells it
  public Map<String, String> headers(int depth) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(Lineage.HEADER, amazon(sampled, depth));
    headers.put(TRACEPARENT, traceparent());
    if (state != null) {
      headers.put(TRACESTATE, state);
    }
    return headers;
  }

  /// As it is stored with an event: `traceparent` with an honest span, and `tracestate` behind it.
  String stored() {
    String parent = "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    return state == null ? parent : parent + " " + state;
  }

  /// @param text as [#stored] made it
  static Optional<TraceContext> ofStored(String text) {
    int end = text.indexOf(' ');
    Matcher parts = PARENT.matcher(end < 0 ? text : text.substring(0, end));
    return parts.matches()
        ? Optional.of(
            new TraceContext(
                parts.group(1),
                parts.group(2),
                parts.group(3).equals("01"),
                end < 0 ? null : text.substring(end + 1)))
        : Optional.empty();
  }
}
