package dev.tripline.dispatcher.access.openid;

import dev.tripline.dispatcher.access.rule.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the role of a user in the claims of an ID token. Pure.
///
/// @param rules in the order in which they are asked
record RoleRules(List<Rule> rules) {

  /// @param value of the claim
  record Rule(String value, Role role) {}

  /// @param rules as `VALUE=ROLE`; a value may have `=` in it
  /// @throws IllegalArgumentException if one of them is none
  static RoleRules parse(List<String> rules) {
    List<Rule> parsed = new ArrayList<>();
    for (String rule : rules) {
      int end = rule.lastIndexOf('=');
      Optional<Role> role = end < 1 ? Optional.empty() : Role.of(rule.substring(end + 1));
      if (role.isEmpty()) {
        throw new IllegalArgumentException(
            "tripline.login.openid.roles: VALUE=ROLE is expected, with one of viewer, publisher,"
                + " operator, admin, none; not '"
                + rule
                + "'");
      }
      parsed.add(new Rule(rule.substring(0, end), role.get()));
    }
    return new RoleRules(List.copyOf(parsed));
  }

  /// Empty if no rule fits.
  ///
  /// @param path of the claim, with dots between the members of objects
  Optional<Role> role(Map<String, Object> claims, String path) {
    List<String> values = values(claim(claims, path));
    return rules.stream().filter(rule -> values.contains(rule.value)).map(Rule::role).findFirst();
  }

  /// A claim whose whole name has dots in it, such as a URL, comes first.
  private static @Nullable Object claim(Map<?, ?> claims, String path) {
    if (claims.containsKey(path)) {
      return claims.get(path);
    }
    int dot = path.indexOf('.');
    return dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
        ? claim(inner, path.substring(dot + 1))
        : null;
  }

  private static List<String> values(@Nullable Object claim) {
    if (claim instanceof String text) {
      return List.of(text);
    }
    return claim instanceof Collection<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }
}
