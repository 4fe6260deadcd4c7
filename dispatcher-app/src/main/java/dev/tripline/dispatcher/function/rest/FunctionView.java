package dev.tripline.dispatcher.function.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tripline.dispatcher.function.rest.FunctionDocument.DestinationsDocument;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A function as `/v1/functions` shows it; members that it does not have are missing.
///
/// @param kind `endpoint` or `package`
/// @param circuit of an endpoint: `CLOSED`, `OPEN` or `HALF_OPEN`
@JsonInclude(JsonInclude.Include.NON_NULL)
record FunctionView(
    String name,
    String kind,
    String arn,
    @Nullable String url,
    @Nullable Double timeoutSeconds,
    @Nullable Map<String, String> headers,
    @Nullable Integer maxConcurrency,
    @Nullable Integer maxPerSecond,
    @Nullable String circuit,
    RetryDocument retry,
    @Nullable DestinationsDocument destinations) {

  /// @param retry the rules that hold now
  static FunctionView of(
      FunctionDocument document, String arn, @Nullable String circuit, RetryDocument retry) {
    boolean endpoint = document.endpoint();
    return new FunctionView(
        document.name(),
        endpoint ? "endpoint" : "package",
        arn,
        document.url(),
        endpoint ? document.timeout().toMillis() / 1000.0 : null,
        document.headers(),
        endpoint ? document.concurrency() : null,
        document.maxPerSecond(),
        circuit,
        retry,
        document.destinations());
  }
}
