package dev.tripline.runtime;

import dev.tripline.runtime.image.ImageStart;
import dev.tripline.runtime.log.LogSettings;
import dev.tripline.runtime.network.WorkerNetwork;
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
/// @param runtime an AWS identifier, for instance `python3.12`; empty with an image
/// @param handler the entry that the runtime calls; anything for a custom runtime
/// @param taskRoot the unpacked code, from `PackageInstaller.installCode`; with an image its root
/// @param layersRoot the merged layers, from `PackageInstaller.installLayers`; null without layers
/// @param environment the customer's variables; reserved ones among them lose
/// @param timeout of one invocation
/// @param logs the form of its log
/// @param traced whether its invocations are sampled for a trace
/// @param role the ARN of its execution role; empty if it has none
/// @param network that its workers are in; null for the host's
/// @param image the container image that it is; null for a package
/// @param snapStart whether its workers start from a cache that is made when the version is published
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
    int ephemeralStorageMb,
    LogSettings logs,
    boolean traced,
    String role,
    @Nullable WorkerNetwork network,
    @Nullable ImageStart image,
    boolean snapStart) {

  public FunctionSpec {
    environment = Map.copyOf(environment);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, not " + timeout);
    }
  }

  /// On the host's network, with a log in text, without traces and without a role; a package.
  public FunctionSpec(
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
    this(
        key,
        functionName,
        version,
        arn,
        runtime,
        handler,
        taskRoot,
        layersRoot,
        environment,
        timeout,
        memoryMb,
        ephemeralStorageMb,
        LogSettings.TEXT,
        false,
        "",
        null,
        null,
        false);
  }

  public FunctionSpec withNetwork(@Nullable WorkerNetwork changed) {
    return with(changed, snapStart);
  }

  public FunctionSpec withSnapStart() {
    return with(network, true);
  }

  private FunctionSpec with(@Nullable WorkerNetwork in, boolean cached) {
    return new FunctionSpec(
        key,
        functionName,
        version,
        arn,
        runtime,
        handler,
        taskRoot,
        layersRoot,
        environment,
        timeout,
        memoryMb,
        ephemeralStorageMb,
        logs,
        traced,
        role,
        in,
        image,
        cached);
  }

  /// Workers are shared by equal ones of these.
  String poolKey() {
    return network == null ? key : key + " " + network.revision();
  }
}
