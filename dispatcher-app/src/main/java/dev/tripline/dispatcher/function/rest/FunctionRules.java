package dev.tripline.dispatcher.function.rest;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.dispatcher.access.execution.AssignedCredentials;
import dev.tripline.dispatcher.function.async.AsyncOverrides.DestinationsDocument;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.resource.ResourceRules;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.SecretSettings;
import dev.tripline.retry.RetryRules;
import dev.tripline.retry.destination.Destinations;
import dev.tripline.retry.destination.Destinations.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rules of a registration.
public final class FunctionRules {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]{1,64}");

  private final EndpointRules endpoints;
  private final SecretSettings secrets;
  private final Destinations destinations;
  private final RetryRules standard;
  private final ResourceRules resources;

  public FunctionRules(
      EndpointRules endpoints,
      SecretSettings secrets,
      Destinations destinations,
      RetryRules standard,
      ResourceRules resources) {
    this.endpoints = endpoints;
    this.secrets = secrets;
    this.resources = resources;
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
      endpoints.check(document, found);
      if (document.credentials() != null) {
        found.add(new FieldError("credentials", "are for functions of packages"));
      }
    } else {
      checkPackage(document, found);
    }
    try {
      document.overrides().over(standard);
    } catch (IllegalArgumentException e) {
      found.add(new FieldError("retry", String.valueOf(e.getMessage())));
    }
    String resource = document.resource();
    if (resource != null) {
      resources.objection(resource).ifPresent(text -> found.add(new FieldError("resource", text)));
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

  private void checkPackage(FunctionDocument document, List<FieldError> found) {
    refuse("timeoutSeconds", document.timeoutSeconds(), found);
    refuse("headers", document.headers(), found);
    refuse("maxConcurrency", document.maxConcurrency(), found);
    refuse("maxPerSecond", document.maxPerSecond(), found);
    AssignedCredentials credentials = document.credentials();
    if (credentials != null) {
      for (SecretReference reference : credentials.references()) {
        secrets
            .objection(reference)
            .ifPresent(text ->
                found.add(new FieldError("credentials", reference.text() + ": it " + text)));
      }
    }
  }

  private static void refuse(String member, @Nullable Object value, List<FieldError> found) {
    if (value != null) {
      found.add(
          new FieldError(
              member,
              "is one of the settings of endpoints; this function is a package, for which retry,"
                  + " destinations, resource and credentials can be set here"));
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
}
