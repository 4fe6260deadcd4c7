package dev.tripline.dispatcher.function;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.runtime.RuntimeSettings;
import dev.tripline.runtime.SandboxMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How worker processes are kept.
///
/// @param sandbox whether they are confined in one
/// @param memory what all of them may take together; three quarters of the machine's if not set
/// @param idleTimeout after which an unused worker is stopped
/// @param drainTimeout how long a stop waits for running invocations
/// @param initTimeout of a worker's start
/// @param readableDirectories of this host that sandboxed functions may read under their own path
@ConfigurationProperties("tripline.workers")
public record WorkerSettings(
    @DefaultValue("auto") SandboxMode sandbox,
    @Nullable DataSize memory,
    @DefaultValue("10m") Duration idleTimeout,
    @DefaultValue("20s") Duration drainTimeout,
    @DefaultValue("10s") Duration initTimeout,
    @DefaultValue List<Path> readableDirectories) {

  public WorkerSettings {
    readableDirectories = List.copyOf(readableDirectories);
    if (memory != null && memory.toBytes() < 1) {
      throw new IllegalArgumentException("tripline.workers.memory must be positive");
    }
    if (!idleTimeout.isPositive() || drainTimeout.isNegative() || !initTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "tripline.workers: idle-timeout > 0, drain-timeout ≥ 0 and init-timeout > 0 must hold");
    }
  }

  RuntimeSettings runtime(Path directory, AccountSettings account, LimitSettings limits) {
    RuntimeSettings.Pool pool = RuntimeSettings.Pool.defaults();
    RuntimeSettings.Limits standard = RuntimeSettings.Limits.defaults();
    var settings =
        new RuntimeSettings(
            directory,
            sandbox,
            account.region(),
            new RuntimeSettings.Pool(
                limits.concurrency(),
                pool.scaleOutDelay(),
                memory == null ? pool.memoryBudgetBytes() : memory.toBytes(),
                idleTimeout,
                drainTimeout),
            new RuntimeSettings.Limits(
                initTimeout, standard.responseBytes(), standard.openFiles()));
    return settings.withReadable(readableDirectories);
  }
}
