package dev.tripline.dispatcher.rest.guard;

import java.time.Duration;

/// How long a body may take to arrive: some time, and more for what has arrived, less for each byte of a
/// large one. Pure.
///
/// @param time without regard to its length
/// @param bytesPerSecond so many bytes that have arrived give it another second
/// @param largeBytesPerSecond as many of those beyond the first MB do
record BodyPace(Duration time, long bytesPerSecond, long largeBytesPerSecond) {
  private static final long LARGE = 1024 * 1024;

  /// @param nanos since its head was read
  /// @param bytes that have arrived
  boolean allows(long nanos, long bytes) {
    long first = Math.min(bytes, LARGE);
    long millis = first * 1_000 / bytesPerSecond + (bytes - first) * 1_000 / largeBytesPerSecond;
    return nanos <= time.plusMillis(millis).toNanos();
  }
}
