package dev.tripline.dispatcher.access.chain;

import dev.tripline.dispatcher.access.rule.Permission;
import dev.tripline.dispatcher.access.rule.Role;
import java.util.Map;

/// The most that the body of a signed request may have, so that it can be held and hashed before its
/// caller is known.
///
/// @param standard in bytes
/// @param bySuffix those of paths that end so; where there are none, every path invokes a function
public record SignedBodyLimits(int standard, Map<String, Integer> bySuffix) {
  /// Enough for every operation that changes nothing.
  private static final int SMALL = 64 * 1024;

  public SignedBodyLimits {
    bySuffix = Map.copyOf(bySuffix);
  }

  int of(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? standard : bySuffix.getOrDefault(path.substring(slash), standard);
  }

  /// Those who may change nothing need no large body, but for invocations: resource policies allow them
  /// to any role; and for `/`, where publishers put events.
  int of(String path, Role role) {
    int most = of(path);
    boolean invokes =
        bySuffix.isEmpty()
            || path.endsWith("/invocations")
            || path.endsWith("/response-streaming-invocations")
            || path.endsWith("/invoke-async")
            || path.equals("/");
    return invokes || Permission.OPERATE.includes(role) ? most : Math.min(SMALL, most);
  }

  static String denial(Role role) {
    return "The role " + role.word() + " includes no operation with a body of this size.";
  }

  /// AWS's words.
  static String message(String path, int limit) {
    return "Request must be smaller than "
        + limit
        + " bytes"
        + (path.endsWith("/invocations") ? " for the InvokeFunction operation" : "");
  }
}
