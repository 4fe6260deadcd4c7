package dev.tripline.retry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/// Lower-case UUIDs of version 7 (RFC 9562): those of a later millisecond sort after those of an
/// earlier one, as text too.
public final class TimeOrderedId {
  private TimeOrderedId() {}

  public static String at(Instant time) {
    return at(time, UUID.randomUUID());
  }

  /// The same for the same time and text: for something that may be written down twice, and is one.
  public static String of(Instant time, String text) {
    return at(time, UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String at(Instant time, UUID random) {
    long high = (time.toEpochMilli() << 16) | 0x7000L | (random.getMostSignificantBits() & 0x0fffL);
    return new UUID(high, random.getLeastSignificantBits()).toString();
  }
}
