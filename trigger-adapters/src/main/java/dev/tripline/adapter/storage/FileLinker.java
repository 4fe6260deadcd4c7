package dev.tripline.adapter.storage;

import java.time.Instant;

/// Makes links by which functions read files that their events tell of. Safe for many threads.
@FunctionalInterface
public interface FileLinker {

  /// A link to a file as it is now, and to no other state of it.
  ///
  /// @param key of the file
  /// @param state of the file, by which [LinkedFile] knows it again
  /// @throws dev.tripline.spi.source.SourceUnavailableException if none can be made now
  Link link(String key, String state);

  /// @param expires from when on it leads nowhere
  record Link(String url, Instant expires) {}
}
