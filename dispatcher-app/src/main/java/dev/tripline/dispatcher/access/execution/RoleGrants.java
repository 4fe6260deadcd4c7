package dev.tripline.dispatcher.access.execution;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.access.rule.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rights that execution roles of functions have here, as the settings say them. A role without an
/// entry has none.
final class RoleGrants {
  private static final String OTHERS = "*";
  private static final Grant NOTHING = new Grant(Role.NONE, Caller.EVERYTHING);

  private final Map<String, Grant> byRole;

  private RoleGrants(Map<String, Grant> byRole) {
    this.byRole = Map.copyOf(byRole);
  }

  /// The rights of one role.
  ///
  /// @param resources patterns of what they are limited to
  record Grant(Role right, List<String> resources) {
    Grant {
      resources = List.copyOf(resources);
    }
  }

  /// Reads entries such as `orders=publisher function:orders-*`.
  ///
  /// @throws IllegalArgumentException if one cannot be understood
  static RoleGrants of(List<String> entries) {
    Map<String, Grant> grants = new HashMap<>();
    for (String entry : entries) {
      int equals = entry.lastIndexOf('=');
      String role = equals < 1 ? "" : entry.substring(0, equals).strip();
      List<String> words =
          new ArrayList<>(Arrays.asList(entry.substring(equals + 1).strip().split("\\s+")));
      Role right = right(words.removeFirst());
      if (role.isEmpty()
          || right == null
          || !words.stream().allMatch(word -> word.matches("[a-z*-]+:\\S+|\\*"))) {
        throw new IllegalArgumentException(
            "roles: ROLE=viewer, ROLE=publisher or ROLE=operator is expected, with patterns such as"
                + " function:orders-* behind it or none; not '"
                + entry
                + "'");
      }
      for (String pattern : words) {
        if (!Resource.namesKind(pattern)) {
          throw new IllegalArgumentException(
              "roles: " + pattern + " is of no kind that there is: " + Resource.kinds());
        }
      }
      if (grants.put(role, new Grant(right, words.isEmpty() ? Caller.EVERYTHING : words)) != null) {
        throw new IllegalArgumentException("roles: " + role + " is there twice");
      }
    }
    return new RoleGrants(grants);
  }

  /// By the role's ARN, else by its name, else those of all others.
  Grant of(String arn) {
    Grant found = byRole.get(arn);
    if (found == null) {
      found = byRole.get(arn.substring(arn.lastIndexOf('/') + 1));
    }
    return found == null ? byRole.getOrDefault(OTHERS, NOTHING) : found;
  }

  private static @Nullable Role right(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "viewer" -> Role.VIEWER;
      case "publisher" -> Role.PUBLISHER;
      case "operator" -> Role.OPERATOR;
      default -> null;
    };
  }
}
