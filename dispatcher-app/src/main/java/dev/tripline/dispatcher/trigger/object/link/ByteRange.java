package dev.tripline.dispatcher.trigger.object.link;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A part of an object, as the header `Range` has it: see RFC 9110, section 14.
///
/// @param first its first byte; null for the last `last` bytes
/// @param last its last byte; null for all from the first on
public record ByteRange(@Nullable Long first, @Nullable Long last) {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,15})-(\\d{0,15})");

  /// The one part that is asked for; null for the whole object: several parts, and units other than
  /// bytes, are ignored.
  static @Nullable ByteRange of(@Nullable String header) {
    if (header == null) {
      return null;
    }
    Matcher one = ONE.matcher(header.strip());
    if (!one.matches()) {
      return null;
    }
    Long first = number(one.group(1));
    Long last = number(one.group(2));
    boolean meaningful = first == null ? last != null : last == null || last >= first;
    return meaningful ? new ByteRange(first, last) : null;
  }

  private static @Nullable Long number(String digits) {
    return digits.isEmpty() ? null : Long.valueOf(digits);
  }

  /// The first byte of it in an object.
  ///
  /// @return beyond its end if nothing of the part is there
  public long from(long size) {
    if (first != null) {
      return first;
    }
    return last == null || last == 0 ? size : Math.max(0, size - last);
  }

  /// The number of bytes from the first on.
  public long length(long size) {
    long from = from(size);
    long to = first == null || last == null ? size : Math.min(size, last + 1);
    return Math.max(0, to - from);
  }

  /// As the header has it.
  public String header() {
    return "bytes=" + (first == null ? "" : first) + "-" + (last == null ? "" : last);
  }
}
