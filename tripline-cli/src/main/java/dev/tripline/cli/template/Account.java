package dev.tripline.cli.template;

import java.nio.file.Path;
import java.util.Map;

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

  /// The name of a resource.
  public String arn(String service, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, region, id, resource);
  }
}
