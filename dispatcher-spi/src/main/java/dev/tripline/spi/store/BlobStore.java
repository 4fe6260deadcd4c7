package dev.tripline.spi.store;

import java.io.InputStream;
import java.util.Optional;

/// Large immutable contents (packages, layers), addressed by the SHA-256 of their bytes. All nodes of
/// a cluster see the same contents.
public interface BlobStore {

  /// Stores the bytes durably and answers their key: SHA-256 in lower-case hex. Idempotent.
  String put(byte[] content);

  /// The bytes; the caller closes the stream.
  Optional<InputStream> open(String key);

  /// Removes them. Unknown keys are fine.
  void delete(String key);
}
