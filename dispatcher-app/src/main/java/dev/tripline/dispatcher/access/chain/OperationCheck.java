package dev.tripline.dispatcher.access.chain;

import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Decision;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.rest.ApiProblem;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Decides whether the caller of a request to `/v1` may carry out its operation. Safe for many threads.
public final class OperationCheck {
  private static final String PREFIX = "/v1/";

  /// Kinds of resources whose routes have another name.
  private static final Map<String, String> KINDS =
      Map.of(
          "events", "trigger",
          "classes", "dead-letter-class",
          "dead-letter-classes", "dead-letter-class",
          "shadow-redrives", "redrive");

  private final AccessRules rules;
  private final ResourceNames names;
  private final MeterRegistry meters;

  public OperationCheck(AccessRules rules, ResourceNames names, MeterRegistry meters) {
    this.rules = rules;
    this.names = names;
    this.meters = meters;
  }

  /// @throws ApiProblem 403 if it may not
  public void require(String operation, HttpServletRequest request) {
    Resource resource = names.canonical(resource(request.getRequestURI()));
    if (rules.decide(Caller.of(request), operation, resource) instanceof Decision.Denied denied) {
      meters.counter("tripline.access.refused", "face", "v1", "reason", "denied").increment();
      throw ApiProblem.forbidden(
          "%s of %s is not allowed: %s".formatted(operation, resource, denied.reason()));
    }
  }

  /// The thing that the path names: `/v1/triggers/orders/pause` is about `trigger:orders`, and so is the
  /// page `/triggers/orders`.
  static Resource resource(String path) {
    boolean ofPage = !path.startsWith(PREFIX);
    String[] parts = path.substring(ofPage ? 1 : PREFIX.length()).split("/", 2);
    String kind = KINDS.getOrDefault(parts[0], singular(parts[0]));
    if (ofPage && !Resource.isKind(kind)) {
      return Resource.ANY;
    }
    if (parts.length == 1 || parts[1].isEmpty()) {
      return new Resource(kind, "*");
    }
    // Names of secrets have slashes.
    String name = kind.equals("secret") ? parts[1] : parts[1].split("/", 2)[0];
    // Routes do not see what stands behind a semicolon.
    return new Resource(kind, decode(name.replaceAll(";[^/]*", "")));
  }

  private static String singular(String plural) {
    return plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
  }

  private static String decode(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw ApiProblem.invalid("the path is not correctly encoded");
    }
  }
}
