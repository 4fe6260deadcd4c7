package dev.tripline.spi.store;

import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Large immutable contents (packages, layers), addressed by the SHA-256 of their bytes. All nodes of
/// a cluster see the same contents.
public interface BlobStore {

  /// Stores the bytes durably and answers their key: SHA-256 in lower-case hex. Idempotent; the time
  /// for [#removeUnused] begins anew.
  String put(byte[] content);

  /// The bytes; the caller closes the stream.
  Optional<InputStream> open(String key);

  /// Removes them. Unknown keys are fine.
  void delete(String key);

  /// Removes blobs that nothing names and that were not put for a while. One that is put at the same
  /// time, on this node or another, is there when that put returns.
  ///
  /// @param age the time since they were last put: longer than it takes to name a blob that was put
  /// @param used asked at most once, for the keys that are named now
  /// @return the number of blobs that were removed
  int removeUnused(Duration age, Supplier<Set<String>> used);
}
