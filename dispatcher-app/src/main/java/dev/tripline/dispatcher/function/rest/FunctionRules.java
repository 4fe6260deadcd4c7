package dev.tripline.dispatcher.function.rest;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.dispatcher.function.async.AsyncOverrides.DestinationsDocument;
import dev.tripline.dispatcher.function.endpoint.EndpointHeaders;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.retry.RetryRules;
import dev.tripline.retry.destination.Destinations;
import dev.tripline.retry.destination.Destinations.Use;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rules of a registration.
public final class FunctionRules {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]{1,64}");
  private static final int HEADERS = 50;

  private final GuardedHttp http;
  private final EndpointHeaders headers;
  private final Destinations destinations;
  private final RetryRules standard;

  public FunctionRules(
      GuardedHttp http, EndpointHeaders headers, Destinations destinations, RetryRules standard) {
    this.http = http;
    this.headers = headers;
    this.destinations = destinations;
    this.standard = standard;
  }

  /// Everything that is wrong; empty if the registration can be accepted.
  List<FieldError> objections(FunctionDocument document) {
    List<FieldError> found = new ArrayList<>();
    if (!NAME.matcher(document.name()).matches()) {
      found.add(new FieldError("name", "1 to 64 letters, digits, - and _ are expected"));
    }
    if (document.endpoint()) {
      checkEndpoint(document, found);
    } else {
      checkPackage(document, found);
    }
    try {
      document.overrides().over(standard);
    } catch (IllegalArgumentException e) {
      found.add(new FieldError("retry", String.valueOf(e.getMessage())));
    }
    DestinationsDocument to = document.destinations();
    if (to != null) {
      checkDestination("onSuccess", to.onSuccess(), Use.ON_SUCCESS, found);
      checkDestination("onFailure", to.onFailure(), Use.ON_FAILURE, found);
      checkDestination("deadLetter", to.deadLetter(), Use.DEAD_LETTER, found);
    }
    return found;
  }

  /// The asynchronous settings that hold for the function's bare name.
  AsyncSettings effective(RegisteredFunction function) {
    return function.asyncSettings(null, standard);
  }

  private void checkEndpoint(FunctionDocument document, List<FieldError> found) {
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

  private static void checkPackage(FunctionDocument document, List<FieldError> found) {
    refuse("timeoutSeconds", document.timeoutSeconds(), found);
    refuse("headers", document.headers(), found);
    refuse("maxConcurrency", document.maxConcurrency(), found);
    refuse("maxPerSecond", document.maxPerSecond(), found);
  }

  private static void refuse(String member, @Nullable Object value, List<FieldError> found) {
    if (value != null) {
      found.add(
          new FieldError(
              member,
              "is one of the settings of endpoints; this function is a package, for which retry and"
                  + " destinations can be set here"));
    }
  }

  private void checkDestination(
      String member, @Nullable String text, Use use, List<FieldError> found) {
    if (text != null) {
      destinations
          .objection(text, use)
          .ifPresent(problem -> found.add(new FieldError("destinations." + member, problem)));
    }
  }

  private static void checkRange(
      String member, @Nullable Integer value, int most, List<FieldError> found) {
    if (value != null && (value < 1 || value > most)) {
      found.add(new FieldError(member, "1 to " + most + " is expected"));
    }
  }
}
