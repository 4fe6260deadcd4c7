package dev.tripline.spi.invocation;

import org.jspecify.annotations.Nullable;

/// Takes the answer of a function piece by piece, while the function gives it. Called by one thread at a
/// time, never the one that waits for the invocation. A function that does not stream its answer never calls
/// it: its answer is in the [Outcome], whose payload is empty otherwise.
public interface ResponseStream {
  /// The version that runs, before anything else is told. Does not block. Not called by functions
  /// that have no versions.
  ///
  /// @param version `$LATEST` or a number
  void runs(String version);

  /// The function begins to answer. Does not block.
  ///
  /// @param contentType that it names; null if it names none
  void begin(@Nullable String contentType);

  /// Blocks while the reader is behind, until the invocation is over. Whatever nobody reads any more is
  /// thrown away.
  ///
  /// @param bytes may be changed once this has returned
  void write(byte[] bytes, int offset, int length) throws InterruptedException;
}
