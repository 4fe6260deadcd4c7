package dev.tripline.dispatcher.function.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tripline.delivery.AsyncSettings;
import dev.tripline.dispatcher.function.async.AsyncOverrides;
import dev.tripline.dispatcher.function.async.AsyncOverrides.DestinationsDocument;
import dev.tripline.dispatcher.function.async.RetryDocument;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.invocation.FunctionTarget;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A function that is an HTTP endpoint. It has no versions and no aliases: only its bare name and
/// `$LATEST` address it.
///
/// @param timeoutSeconds 30 if it is null
/// @param headers sent with every request; secrets as references
/// @param maxConcurrency how many requests may run at once; 100 if it is null
/// @param maxPerSecond how many requests may start in a second; unlimited if it is null
/// @param resource the shared resource that it uses
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Endpoint(
    String name,
    String url,
    @Nullable Double timeoutSeconds,
    @Nullable Map<String, String> headers,
    @Nullable Integer maxConcurrency,
    @Nullable Integer maxPerSecond,
    @Nullable RetryDocument retry,
    @Nullable DestinationsDocument destinations,
    @Nullable String resource)
    implements RegisteredFunction {

  /// The URL, which was checked when it was registered.
  public URI uri() {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url: " + e.getMessage(), e);
    }
  }

  public Duration timeout() {
    return timeoutSeconds == null
        ? Duration.ofSeconds(30)
        : Duration.ofMillis(Math.round(timeoutSeconds * 1000));
  }

  public Map<String, String> sentHeaders() {
    return headers == null ? Map.of() : headers;
  }

  public int concurrency() {
    return maxConcurrency == null ? 100 : maxConcurrency;
  }

  @Override
  public boolean has(@Nullable String qualifier) {
    return FunctionTarget.isLatest(qualifier);
  }

  @Override
  public Duration timeout(@Nullable String qualifier) {
    return timeout();
  }

  @Override
  public AsyncSettings asyncSettings(@Nullable String qualifier, RetryRules standard) {
    return new AsyncOverrides(retry, destinations).over(standard);
  }
}
