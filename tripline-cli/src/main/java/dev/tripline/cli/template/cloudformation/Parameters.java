package dev.tripline.cli.template.cloudformation;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.session.UsageException;
import dev.tripline.cli.template.Account;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Holds given parameters to what a template says of them.
final class Parameters {
  private Parameters() {}

  /// @param declared the section of the template
  /// @throws UsageException if one is not declared, or has a value that is not among `AllowedValues`
  static void check(Json declared, Map<String, String> given) {
    Account.requireKnown(given.keySet(), declared.names());
    given.forEach((name, value) -> {
      List<String> allowed =
          declared.get(name).get("AllowedValues").items().stream().map(Json::text).toList();
      boolean fits =
          isList(declared.get(name))
              ? allowed.containsAll(Arrays.asList(values(value)))
              : allowed.contains(value);
      if (!allowed.isEmpty() && !fits) {
        throw new UsageException(
            "the parameter %s is one of %s, not %s"
                .formatted(name, String.join(", ", allowed), value));
      }
    });
  }

  static boolean isList(Json parameter) {
    return parameter.get("Type").text().matches("CommaDelimitedList|List<.*>");
  }

  static String[] values(String list) {
    return list.split("\\s*,\\s*");
  }
}
