package dev.tripline.runtime.trace;

import dev.tripline.spi.invocation.InvocationRequest;
import java.time.Instant;
import java.util.HexFormat;

/// The ids of one invocation's trace, which follow from its request id and its begin. Their form is that
/// of X-Ray's trace header, which every runtime hands to the function.
///
/// @param trace 32 hexadecimal digits: the second of the begin, then those of the request
/// @param span 16 hexadecimal digits
public record TraceIds(String trace, String span) {
  private static final int SECOND = 8;

  public static TraceIds of(InvocationRequest request, Instant begin) {
    String id = digits(request.requestId());
    String second = HexFormat.of().toHexDigits((int) begin.getEpochSecond());
    return new TraceIds(second + id.substring(0, 24), id.substring(16, 32));
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

  /// The value of `Lambda-Runtime-Trace-Id`.
  ///
  /// @param sampled whether the trace is kept
  /// @param depth tells a client inside the function how deep in a chain of invocations it is
  public String header(boolean sampled, int depth) {
    return new StringBuilder(112)
        .append("Root=1-")
        .append(trace, 0, SECOND)
        .append('-')
        .append(trace, SECOND, trace.length())
        .append(";Parent=")
        .append(span)
        .append(";Sampled=")
        .append(sampled ? '1' : '0')
        .append(";Lineage=1:")
        .append(trace, SECOND, 2 * SECOND)
        .append(':')
        .append(depth)
        .toString();
  }
}
