package dev.tripline.adapter.storage;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A file as the listing remembers it.
///
/// @param modified nanoseconds since 1970
/// @param inode tells a file from another that took its place; empty where there is no such thing
/// @param eTag MD5 of the contents in hex; empty if nobody asked for it
/// @param sequence that of [KnownFiles] when it was told of: another one each time
record KnownFile(long size, long modified, String inode, String eTag, long sequence) {

  static KnownFile of(BasicFileAttributes attributes, String eTag, long sequence) {
    return new KnownFile(
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        inode(attributes),
        eTag,
        sequence);
  }

  /// Without the device: it changes whenever a volume is mounted again.
  private static String inode(BasicFileAttributes attributes) {
    String key = String.valueOf(attributes.fileKey());
    int at = key.indexOf("ino=");
    return at < 0 ? "" : key.substring(at + 4, key.length() - 1);
  }

  /// A text that differs as soon as the file is written to, or another takes its place.
  String state() {
    return size + ":" + modified + ":" + inode;
  }

  boolean sameContentsAs(KnownFile other) {
    return size == other.size && modified == other.modified && inode.equals(other.inode);
  }

  String encode() {
    return size + ":" + modified + ":" + inode + ":" + eTag + ":" + sequence;
  }

  static Optional<KnownFile> decode(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 5) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new KnownFile(
              Long.parseLong(parts[0]),
              Long.parseLong(parts[1]),
              parts[2],
              parts[3],
              Long.parseLong(parts[4])));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
