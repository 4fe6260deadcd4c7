package dev.tripline.dispatcher.function;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The functions, layers, shared resources, secrets and event buses that the body of a request names. The operation
/// is about the thing in its path; a caller who is limited must be allowed these as well. Pure.
public final class NamedResources {
  /// Members whose functions may be named without an ARN.
  private static final Set<String> FUNCTIONS = Set.of("function", "FunctionName");

  /// Members whose texts name nothing here, whatever they look like.
  private static final Set<String> TEXTS = Set.of("Environment", "Tags", "Description");

  /// Longer ones are no names: packages are texts too.
  private static final int LONGEST = 2_048;

  private NamedResources() {}

  /// @throws ApiProblem 403 if the caller may not touch all of them
  public static void require(HttpServletRequest request, JsonNode body) {
    outOfReach(Caller.of(request), body)
        .ifPresent(resource -> {
          throw refusal(resource);
        });
  }

  /// As [#require], of one thing.
  public static void require(HttpServletRequest request, Resource resource) {
    Caller caller = Caller.of(request);
    if (caller != null && !caller.mayTouch(resource)) {
      throw refusal(resource);
    }
  }

  /// As [#require], of one function.
  ///
  /// @param function its name or ARN
  public static void requireFunction(HttpServletRequest request, String function) {
    require(request, function(function).orElse(Resource.function(function)));
  }

  private static ApiProblem refusal(Resource resource) {
    return ApiProblem.forbidden(
        "%s is named, which is not allowed: your access is limited".formatted(resource));
  }

  /// The first that the caller may not touch; empty if it may touch all of them.
  public static Optional<Resource> outOfReach(@Nullable Caller caller, JsonNode body) {
    if (caller == null || caller.mayTouch(Resource.ANY)) {
      return Optional.empty();
    }
    return of(body).stream().filter(resource -> !caller.mayTouch(resource)).findFirst();
  }

  static List<Resource> of(JsonNode body) {
    List<Resource> found = new ArrayList<>();
    collect("", body, found);
    return found;
  }

  private static void collect(String member, JsonNode value, List<Resource> found) {
    if (value.isString()) {
      String text = value.asString();
      if (!text.isEmpty() && text.length() <= LONGEST) {
        named(member, text).ifPresent(found::add);
      }
      return;
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      if (!TEXTS.contains(entry.getKey())) {
        collect(entry.getKey(), entry.getValue(), found);
      }
    }
    if (value.path("kind").asString("").equals("event-bus")) {
      found.add(new Resource("event-bus", value.path("bus").asString("default")));
    }
    if (value.isArray()) {
      value.forEach(element -> collect(member, element, found));
    }
  }

  private static Optional<Resource> named(String member, String text) {
    if (FUNCTIONS.contains(member)) {
      return function(text);
    }
    if (member.equals("resource")) {
      return Optional.of(new Resource("resource", text));
    }
    if (SecretReference.isReference(text)) {
      // One outside of the store goes by the whole reference, such as `secret:env:NAME`.
      String secret = new SecretReference(text).storedName();
      return Optional.of(new Resource("secret", secret.isEmpty() ? text : secret));
    }
    String[] arn = text.split(":", 8);
    if (arn.length < 7 || !arn[0].equals("arn") || !arn[2].equals("lambda")) {
      return Optional.empty();
    }
    return arn[5].equals("function") ? function(text) : Optional.of(new Resource(arn[5], arn[6]));
  }

  private static Optional<Resource> function(String text) {
    return FunctionReference.parse(text)
        .map(reference -> Resource.function(reference.target().toString()));
  }
}
