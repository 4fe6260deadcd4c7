package dev.tripline.runtime;

import dev.tripline.runtime.process.MemoryShare;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Settings for running functions on this machine.
///
/// @param directory holds packages, runtimes and the private `/tmp` of every worker
/// @param region the value of `AWS_REGION` in functions
/// @param readable directories of the host that sandboxed functions may read under their own path, for
///     instance folders that are watched as buckets
/// @param libraries packages that all functions find behind their own and those of their layers, laid
///     out as a layer is (`python`, `nodejs/node_modules`); it may be missing
/// @param variables of all functions; a function's own win over them. With `AWS_ACCESS_KEY_ID` among
///     them, functions get no placeholders for credentials
public record RuntimeSettings(
    Path directory,
    SandboxMode sandbox,
    String region,
    Pool pool,
    Limits limits,
    List<Path> readable,
    Path libraries,
    Map<String, String> variables) {

  public RuntimeSettings {
    readable = List.copyOf(readable);
    variables = Map.copyOf(variables);
  }

  /// Without any directory of the host and without variables.
  public RuntimeSettings(
      Path directory, SandboxMode sandbox, String region, Pool pool, Limits limits) {
    this(
        directory,
        sandbox,
        region,
        pool,
        limits,
        List.of(),
        directory.resolve("libraries"),
        Map.of());
  }

  /// AWS's limits, and what [MemoryShare] leaves for workers of the memory.
  public static RuntimeSettings defaults(Path directory) {
    return new RuntimeSettings(
        directory, SandboxMode.AUTO, "us-east-1", Pool.defaults(), Limits.defaults());
  }

  public RuntimeSettings withSandbox(SandboxMode mode) {
    return new RuntimeSettings(
        directory, mode, region, pool, limits, readable, libraries, variables);
  }

  public RuntimeSettings withReadable(List<Path> changed) {
    return new RuntimeSettings(
        directory, sandbox, region, pool, limits, changed, libraries, variables);
  }

  public RuntimeSettings withLibraries(Path changed) {
    return new RuntimeSettings(
        directory, sandbox, region, pool, limits, readable, changed, variables);
  }

  public RuntimeSettings withVariables(Map<String, String> changed) {
    return new RuntimeSettings(
        directory, sandbox, region, pool, limits, readable, libraries, changed);
  }

  /// @param concurrency invocations that may run at once, over all functions
  /// @param scaleOutDelay the wait of an invocation for a busy worker before one more is started,
  ///     once there are as many workers as cores
  /// @param memoryBudgetBytes the sum of the memory sizes of all live workers
  /// @param idleTimeout after which an unused worker is stopped
  /// @param drainTimeout the longest wait for running invocations at close
  public record Pool(
      int concurrency,
      Duration scaleOutDelay,
      long memoryBudgetBytes,
      Duration idleTimeout,
      Duration drainTimeout) {

    public static Pool defaults() {
      return new Pool(
          1000,
          Duration.ofMillis(10),
          MemoryShare.ofThisProcess().workers(),
          Duration.ofMinutes(10),
          Duration.ofSeconds(20));
    }
  }

  /// @param initTimeout of a worker's start before its first invocation; after it the start is tried
  ///     once more under the function's own timeout
  /// @param responseBytes the largest answer of a function
  /// @param openFiles of one worker process
  public record Limits(Duration initTimeout, int responseBytes, int openFiles) {

    public static Limits defaults() {
      return new Limits(Duration.ofSeconds(10), 6_291_556, 1024);
    }
  }
}
