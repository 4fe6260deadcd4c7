package dev.tripline.runtime.api;

import org.jspecify.annotations.Nullable;

/// The other side of one worker's Runtime API. Called on connection threads; calls for one worker can
/// come from several connections at once.
public interface RuntimeSession {

  /// The runtime asks for work and waits. Whoever has some calls [RuntimeConnection#send], now or
  /// later, on any thread.
  void next(RuntimeConnection connection);

  /// The runtime answers.
  ///
  /// @param body null if it was longer than allowed; it has been read and thrown away then
  Reply response(String requestId, byte @Nullable [] body);

  /// The function failed.
  ///
  /// @param errorType from the header, already reduced to a known form
  Reply error(String requestId, String errorType, byte[] body);

  /// The runtime could not start the function.
  Reply initError(String errorType, byte[] body);
}
