package dev.tripline.adapter.bucket.listing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An object as the state remembers it.
///
/// @param modified milliseconds since 1970, by the store's clock
/// @param versionId null where versions are not listed
/// @param sequence that of [KnownObjects] when it was last reported: another one each time
/// @param removedAt milliseconds since 1970, by the clock of this machine; 0 for one that is there
record KnownObject(
    String eTag,
    long size,
    long modified,
    @Nullable String versionId,
    long sequence,
    long removedAt) {

  static KnownObject of(ListedObject listed, long sequence, long removedAt) {
    return new KnownObject(
        listed.eTag(),
        listed.size(),
        listed.modified().toEpochMilli(),
        listed.versionId(),
        sequence,
        removedAt);
  }

  boolean isRemoved() {
    return removedAt != 0;
  }

  boolean sameAs(ListedObject listed) {
    return isRemoved() == listed.marker()
        && Objects.equals(versionId, listed.versionId())
        && eTag.equals(listed.eTag())
        && size == listed.size()
        && modified == listed.modified().toEpochMilli();
  }

  KnownObject removed(long sequence, long at) {
    return new KnownObject(eTag, size, modified, versionId, sequence, at);
  }

  String encode() {
    return String.join(
        "\t",
        Long.toString(size),
        Long.toString(modified),
        Long.toString(sequence),
        Long.toString(removedAt),
        eTag,
        versionId == null ? "" : versionId);
  }

  /// @throws IllegalArgumentException if it is damaged
  static KnownObject decode(String text) {
    String[] parts = text.split("\t", -1);
    if (parts.length != 6) {
      throw new IllegalArgumentException("not an object: " + text);
    }
    return new KnownObject(
        parts[4],
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        parts[5].isEmpty() ? null : parts[5],
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]));
  }
}
