package dev.tripline.dispatcher.function.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tripline.dispatcher.access.execution.AssignedCredentials;
import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.function.async.AsyncOverrides.DestinationsDocument;
import dev.tripline.dispatcher.function.async.RetryDocument;
import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A function as `/v1/functions` shows it; members that it does not have are missing.
///
/// @param kind `endpoint` or `package`
/// @param runtime of a package
/// @param warning of a package whose runtime is not on this host in the version that it names
/// @param circuit of an endpoint: `CLOSED`, `OPEN` or `HALF_OPEN`
/// @param credentials of a package, as references
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FunctionView(
    String name,
    String kind,
    String arn,
    @Nullable String runtime,
    @Nullable String warning,
    @Nullable String url,
    @Nullable Double timeoutSeconds,
    @Nullable Map<String, String> headers,
    @Nullable Integer maxConcurrency,
    @Nullable Integer maxPerSecond,
    @Nullable String circuit,
    RetryDocument retry,
    @Nullable DestinationsDocument destinations,
    @Nullable String resource,
    @Nullable AssignedCredentials credentials)
    implements Confidential {
  /// Without the values of headers, which are an endpoint's environment, and without what stands in
  /// its URL and those of destinations beside the path.
  @Override
  public FunctionView withoutContent() {
    Map<String, String> names = null;
    if (headers != null) {
      names = new TreeMap<>();
      for (String header : headers.keySet()) {
        names.put(header, HiddenContent.WORD);
      }
    }
    return new FunctionView(
        name,
        kind,
        arn,
        runtime,
        warning,
        url == null ? null : HiddenContent.ofUrl(url),
        timeoutSeconds,
        names,
        maxConcurrency,
        maxPerSecond,
        circuit,
        retry,
        destinations == null ? null : destinations.withoutContent(),
        resource,
        credentials);
  }

  /// @param arn with a qualifier
  /// @param retry the rules that hold now
  static FunctionView ofPackage(
      FunctionDocument document,
      String arn,
      RetryDocument retry,
      PackageFunction function,
      @Nullable String warning) {
    return new FunctionView(
        document.name(),
        "package",
        arn,
        function.latest().settings().runtimeShown(),
        warning,
        null,
        null,
        null,
        null,
        null,
        null,
        retry,
        document.destinations(),
        document.resource(),
        document.credentials());
  }

  /// As [#ofPackage].
  static FunctionView of(Endpoint endpoint, String arn, String circuit, RetryDocument retry) {
    return new FunctionView(
        endpoint.name(),
        "endpoint",
        arn,
        null,
        null,
        endpoint.url(),
        endpoint.timeout().toMillis() / 1000.0,
        endpoint.headers(),
        endpoint.concurrency(),
        endpoint.maxPerSecond(),
        circuit,
        retry,
        endpoint.destinations(),
        endpoint.resource(),
        null);
  }
}
