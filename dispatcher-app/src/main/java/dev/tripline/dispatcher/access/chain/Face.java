package dev.tripline.dispatcher.access.chain;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/// The parts of the server, by the way in which their callers prove themselves.
enum Face {
  /// AWS's: by a signature.
  LAMBDA,
  /// Operations of EventBridge, which are named by a header: by a signature for that service.
  EVENTS,
  /// Code that is read by a URL with a signature of its own.
  PACKAGES,
  /// Objects that are read by a link with a proof of its own.
  OBJECTS,
  /// Routes to functions: by what each of them wants, a token for most.
  ROUTE,
  /// The way to a session: no proof.
  LOGIN,
  /// Metrics and the like: by a token or a session.
  ACTUATOR,
  /// Health without any detail, for load balancers: no proof.
  PROBE,
  /// All else: by a token or a session.
  OWN;

  private static final String AWS = "/20dd-dd-dd";
  private static final Set<String> PROBES =
      Set.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness");

  private static final Set<String> LOGINS =
      Set.of("/login", "/login/openid", "/login/openid/callback");

  /// @param path normalised, by which the server has found the servlet
  static Face of(String path, HttpServletRequest request) {
    return path.equals("/") && isOfEvents(request) ? EVENTS : of(path);
  }

  private static boolean isOfEvents(HttpServletRequest request) {
    String target = request.getHeader("X-Amz-Target");
    return request.getMethod().equals("POST") && target != null && target.startsWith("AWSEvents.");
  }

  /// Of a request that is known by its path alone.
  static Face of(String path) {
    if (isAws(path)) {
      return LAMBDA;
    }
    if (path.startsWith("/packages/")) {
      return PACKAGES;
    }
    if (path.startsWith("/objects/")) {
      return OBJECTS;
    }
    if (path.equals("/http") || path.startsWith("/http/")) {
      return ROUTE;
    }
    if (PROBES.contains(path)) {
      return PROBE;
    }
    if (LOGINS.contains(path)) {
      return LOGIN;
    }
    return path.equals("/actuator") || path.startsWith("/actuator/") ? ACTUATOR : OWN;
  }

  /// Whether its first segment is the date of an interface.
  private static boolean isAws(String path) {
    int length = AWS.length();
    if (path.length() < length || (path.length() > length && path.charAt(length) != '/')) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = path.charAt(i);
      char form = AWS.charAt(i);
      if (form == 'd' ? c < '0' || c > '9' : c != form) {
        return false;
      }
    }
    return true;
  }
}
