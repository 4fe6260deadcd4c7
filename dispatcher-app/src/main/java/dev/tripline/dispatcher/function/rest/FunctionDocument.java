package dev.tripline.dispatcher.function.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tripline.delivery.AsyncSettings;
import dev.tripline.retry.RetryRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
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
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FunctionDocument(
    String name,
    @Nullable String url,
    @Nullable Double timeoutSeconds,
    @Nullable Map<String, String> headers,
    @Nullable Integer maxConcurrency,
    @Nullable Integer maxPerSecond,
    @Nullable RetryDocument retry,
    @Nullable DestinationsDocument destinations) {

  /// @param deadLetter gets the bare event when it is given up, `onFailure` the invocation record
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DestinationsDocument(
      @Nullable String onSuccess, @Nullable String onFailure, @Nullable String deadLetter) {}

  public boolean endpoint() {
    return url != null;
  }

  /// The URL, which was checked when it was registered.
  public URI uri() {
    try {
      return new URI(Objects.requireNonNull(url));
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

  public AsyncSettings asyncSettings(RetryRules standard) {
    RetryRules rules = retry == null ? standard : retry.toRules(standard);
    DestinationsDocument to =
        destinations == null ? new DestinationsDocument(null, null, null) : destinations;
    return new AsyncSettings(rules, to.onSuccess(), to.onFailure(), to.deadLetter());
  }

  public static FunctionDocument ofPackage(String name, AsyncSettings settings) {
    return new FunctionDocument(
        name,
        null,
        null,
        null,
        null,
        null,
        RetryDocument.of(settings.rules()),
        new DestinationsDocument(
            settings.onSuccess(), settings.onFailure(), settings.deadLetterTarget()));
  }
}
