package dev.tripline.adapter.sns;

import java.io.IOException;
import java.net.URI;

/// Reads from the web: over TLS whose certificate is checked for `https`, without following redirects,
/// no more than 64 KB. Blocking, for some seconds at most; safe for many threads.
@FunctionalInterface
public interface WebRead {
  /// The most that is read.
  int MOST_BYTES = 64 * 1024;

  /// The body of an answer with status 200.
  ///
  /// @throws IOException if there was no such answer: another status, a redirect included, a longer
  ///     body, no connection
  byte[] get(URI address) throws IOException;
}
