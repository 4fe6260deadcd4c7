package dev.tripline.dispatcher.function.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tripline.dispatcher.access.execution.AssignedCredentials;
import dev.tripline.dispatcher.function.async.AsyncOverrides;
import dev.tripline.dispatcher.function.async.AsyncOverrides.DestinationsDocument;
import dev.tripline.dispatcher.function.async.RetryDocument;
import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A function as `/v1/functions` registers it: an endpoint if it has a URL, otherwise the settings
/// for a package function.
///
/// @param timeoutSeconds 0.1 to 900; 30 if it is missing
/// @param headers sent with every request; secrets as references (`env:NAME`, `file:PATH`)
/// @param maxConcurrency how many requests may run at once; 100 if it is missing
/// @param maxPerSecond how many requests may start in a second; unlimited if it is missing
/// @param resource the shared resource, of `/v1/resources`, that it uses
/// @param credentials that a package function's workers have in place of the dispatcher's
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FunctionDocument(
    String name,
    @Nullable String url,
    @Nullable Double timeoutSeconds,
    @Nullable Map<String, String> headers,
    @Nullable Integer maxConcurrency,
    @Nullable Integer maxPerSecond,
    @Nullable RetryDocument retry,
    @Nullable DestinationsDocument destinations,
    @Nullable String resource,
    @Nullable AssignedCredentials credentials) {

  static FunctionDocument of(Endpoint endpoint) {
    return new FunctionDocument(
        endpoint.name(),
        endpoint.url(),
        endpoint.timeoutSeconds(),
        endpoint.headers(),
        endpoint.maxConcurrency(),
        endpoint.maxPerSecond(),
        endpoint.retry(),
        endpoint.destinations(),
        endpoint.resource(),
        null);
  }

  static FunctionDocument ofPackage(AsyncOverrides settings, PackageFunction function) {
    return new FunctionDocument(
        function.name(),
        null,
        null,
        null,
        null,
        null,
        settings.retry(),
        settings.destinations(),
        function.resource(),
        function.credentials());
  }

  boolean endpoint() {
    return url != null;
  }

  Map<String, String> sentHeaders() {
    return headers == null ? Map.of() : headers;
  }

  AsyncOverrides overrides() {
    return new AsyncOverrides(retry, destinations);
  }

  /// The endpoint that it registers, if it is one.
  Endpoint toEndpoint() {
    return new Endpoint(
        name,
        Objects.requireNonNull(url, "url"),
        timeoutSeconds,
        headers,
        maxConcurrency,
        maxPerSecond,
        retry,
        destinations,
        resource);
  }
}
