package dev.tripline.cli.template;

import dev.tripline.cli.session.UsageException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;

/// What a template is read for.
///
/// @param region of names
/// @param id twelve digits of the account in names
/// @param stage or name of the stack
/// @param parameters values given by the caller, by name
/// @param directory of the template; paths in it are relative to this
/// @param open whether routes that are public there are public here
public record Account(
    String region,
    String id,
    String stage,
    Map<String, String> parameters,
    Path directory,
    boolean open) {

  public Account {
    parameters = Map.copyOf(parameters);
  }

  /// Holds given parameters to those that there are.
  ///
  /// @throws UsageException with their names if one is not among them
  public static void requireKnown(Collection<String> given, Collection<String> known) {
    for (String name : given) {
      if (!known.contains(name)) {
        String words = known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known));
        throw new UsageException("there is no parameter %s; there is %s".formatted(name, words));
      }
    }
  }

  /// The name of a resource.
  public String arn(String service, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, region, id, resource);
  }
}
