package dev.tripline.delivery;

/// How much room something may take.
///
/// @param bytes zero or more
public record ByteSize(long bytes) {

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative: " + bytes + " bytes");
    }
  }

  /// Megabytes of 1,048,576 bytes each.
  public static ByteSize ofMegabytes(long megabytes) {
    return new ByteSize(Math.multiplyExact(megabytes, 1L << 20));
  }
}
