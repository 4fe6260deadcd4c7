package dev.tripline.adapter.bucket;

import java.time.Instant;

/// Makes links by which functions read objects that their events tell of. Safe for many threads.
@FunctionalInterface
public interface ObjectLinker {

  /// A link to the state of the object that the change left behind, and to no other.
  ///
  /// @param change of an object whose version or eTag is known
  /// @throws dev.tripline.spi.source.SourceUnavailableException if none can be made now
  Link link(ObjectChange change);

  /// @param expires from when on it leads nowhere
  record Link(String url, Instant expires) {}
}
