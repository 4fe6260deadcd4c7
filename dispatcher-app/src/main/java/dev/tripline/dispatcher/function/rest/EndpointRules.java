package dev.tripline.dispatcher.function.rest;

import dev.tripline.dispatcher.function.endpoint.EndpointHeaders;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.rest.FieldError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules of a registration that only endpoints have.
public final class EndpointRules {
  private static final int HEADERS = 50;

  private final GuardedHttp http;
  private final EndpointHeaders headers;

  public EndpointRules(GuardedHttp http, EndpointHeaders headers) {
    this.http = http;
    this.headers = headers;
  }

  /// Adds all that is wrong with an endpoint.
  void check(FunctionDocument document, List<FieldError> found) {
    try {
      URI url = new URI(String.valueOf(document.url()));
      http.objection(url).ifPresent(text -> found.add(new FieldError("url", text)));
    } catch (URISyntaxException e) {
      found.add(new FieldError("url", String.valueOf(e.getMessage())));
    }
    Double timeout = document.timeoutSeconds();
    if (timeout != null && !(timeout >= 0.1 && timeout <= 900)) {
      found.add(new FieldError("timeoutSeconds", "0.1 to 900 is expected"));
    }
    checkRange("maxConcurrency", document.maxConcurrency(), 10_000, found);
    checkRange("maxPerSecond", document.maxPerSecond(), 1_000_000, found);
    if (document.sentHeaders().size() > HEADERS) {
      found.add(new FieldError("headers", "at most " + HEADERS + " are accepted"));
    }
    document
        .sentHeaders()
        .forEach((name, value) ->
            headers
                .objection(name, value)
                .ifPresent(text -> found.add(new FieldError("headers", text))));
  }

  private static void checkRange(
      String member, @Nullable Integer value, int most, List<FieldError> found) {
    if (value != null && (value < 1 || value > most)) {
      found.add(new FieldError(member, "1 to " + most + " is expected"));
    }
  }
}
