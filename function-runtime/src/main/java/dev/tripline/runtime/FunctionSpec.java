package dev.tripline.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One version of a function as it is run: everything a worker process needs to start.
///
/// Workers are shared by equal keys only; whoever changes code or configuration changes the key and
/// retires the old one.
///
/// @param key unique per function version and revision of code and configuration
/// @param version `$LATEST` or a number
/// @param arn qualified or not, as the function's own configuration names it
/// @param runtime an AWS identifier, for instance `python3.12`
/// @param handler the entry that the runtime calls; anything for a custom runtime
/// @param taskRoot the unpacked code, from `PackageInstaller.installCode`
/// @param layersRoot the merged layers, from `PackageInstaller.installLayers`; null without layers
/// @param environment the customer's variables; reserved ones among them lose
/// @param timeout of one invocation
public record FunctionSpec(
    String key,
    String functionName,
    String version,
    String arn,
    String runtime,
    String handler,
    Path taskRoot,
    @Nullable Path layersRoot,
    Map<String, String> environment,
    Duration timeout,
    int memoryMb,
    int ephemeralStorageMb) {

  public FunctionSpec {
    environment = Map.copyOf(environment);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, not " + timeout);
    }
  }
}
