package dev.tripline.dispatcher.function.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tripline.dispatcher.function.async.AsyncOverrides.DestinationsDocument;
import dev.tripline.dispatcher.function.async.RetryDocument;
import dev.tripline.dispatcher.function.registry.Endpoint;
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

  /// @param arn with a qualifier
  /// @param retry the rules that hold now
  static FunctionView ofPackage(FunctionDocument document, String arn, RetryDocument retry) {
    return new FunctionView(
        document.name(),
        "package",
        arn,
        null,
        null,
        null,
        null,
        null,
        null,
        retry,
        document.destinations());
  }

  /// As [#ofPackage].
  static FunctionView of(Endpoint endpoint, String arn, String circuit, RetryDocument retry) {
    return new FunctionView(
        endpoint.name(),
        "endpoint",
        arn,
        endpoint.url(),
        endpoint.timeout().toMillis() / 1000.0,
        endpoint.headers(),
        endpoint.concurrency(),
        endpoint.maxPerSecond(),
        circuit,
        retry,
        endpoint.destinations());
  }
}
