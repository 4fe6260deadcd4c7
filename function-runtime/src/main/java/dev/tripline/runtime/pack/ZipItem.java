package dev.tripline.runtime.pack;

/// One entry of a zip's central directory, its name checked and in canonical form (no leading, doubled
/// or trailing slash).
record ZipItem(
    String name,
    Kind kind,
    boolean executable,
    boolean deflated,
    long crc,
    long compressedBytes,
    long bytes,
    long headerOffset) {

  enum Kind {
    FILE,
    DIRECTORY,
    LINK
  }
}
