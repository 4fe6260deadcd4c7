package dev.tripline.runtime.api;

import dev.tripline.spi.invocation.ResponseStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The other side of one worker's Runtime API. Called on connection threads; calls for one worker can
/// come from several connections at once.
public interface RuntimeSession {

  /// The runtime asks for work and waits. Whoever has some calls [RuntimeConnection#send], now or
  /// later, on any thread. A request on a second connection, while one waits or has the event, is
  /// declined with [RuntimeConnection#decline].
  void next(RuntimeConnection connection);

  /// Whether an answer of that id would be taken now; asked before it is read.
  ///
  /// @return the refusal; null if it may come
  @Nullable Reply refusesResponse(String requestId);

  /// The same of an error.
  @Nullable Reply refusesError(String requestId);

  /// The same of a report that the runtime could not start the function.
  @Nullable Reply refusesInitError();

  /// Where a streamed answer of that id goes while it is read.
  ///
  /// @return null if the caller wants it whole
  @Nullable ResponseStream stream(String requestId);

  /// A request of an extension, for `/2020-01-01/extension/` or a subscription to telemetry. It is
  /// answered by [RuntimeConnection#send], now or later, on any thread.
  ///
  /// @return `false` if this worker has no such API
  boolean extension(ExtensionRequest request, RuntimeConnection connection);

  /// @param headers by lower-case name
  /// @param body null if it was longer than allowed
  record ExtensionRequest(
      String method, String path, Map<String, String> headers, byte @Nullable [] body) {}

  /// The runtime answers.
  ///
  /// @param body null if it was longer than allowed; it has been read and thrown away then. Empty behind a
  ///     [#stream]
  Reply response(String requestId, byte @Nullable [] body);

  /// The function failed.
  ///
  /// @param errorType from the header, already reduced to a known form
  /// @param body as the runtime sent it; only the beginning if it was longer than an answer may be
  Reply error(String requestId, String errorType, byte[] body);

  /// The runtime could not start the function.
  Reply initError(String errorType, byte[] body);
}
