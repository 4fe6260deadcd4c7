package dev.tripline.dispatcher.function;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Limits of functions and calls, with AWS's values as defaults.
///
/// @param concurrency invocations that may run at once on this node, over all functions
/// @param unreservedConcurrency how many of them can never be reserved for single functions
/// @param syncPayload of a call that waits for its answer
/// @param asyncPayload of an event that `Invoke` or a page sends, or a redrive changes; other ways in have their
///     own limits
/// @param zippedPackage of the zip of a function or layer in a request
/// @param unzippedPackage of a function together with its layers
/// @param layers that one function may use
/// @param environment all variables of a function, as JSON
/// @param environmentVariable one variable's value
/// @param timeoutSeconds the longest timeout that a function may have
/// @param memoryMb the most memory that a function may have
/// @param ephemeralStorageMb the most `/tmp` that a function may have
/// @param policy of one resource
/// @param codeStorage the zips of all versions of functions and layers together
@ConfigurationProperties("tripline.limits")
public record LimitSettings(
    @DefaultValue("1000") int concurrency,
    @DefaultValue("100") int unreservedConcurrency,
    @DefaultValue("6291456B") DataSize syncPayload,
    @DefaultValue("1MB") DataSize asyncPayload,
    @DefaultValue("52428800B") DataSize zippedPackage,
    @DefaultValue("262144000B") DataSize unzippedPackage,
    @DefaultValue("5") int layers,
    @DefaultValue("4KB") DataSize environment,
    @DefaultValue("4KB") DataSize environmentVariable,
    @DefaultValue("900") int timeoutSeconds,
    @DefaultValue("10240") int memoryMb,
    @DefaultValue("10240") int ephemeralStorageMb,
    @DefaultValue("20480B") DataSize policy,
    @DefaultValue("80530636800B") DataSize codeStorage) {
  private static final DataSize MOST_ZIPPED = DataSize.ofGigabytes(1);

  public LimitSettings {
    if (concurrency < 1 || unreservedConcurrency < 0) {
      throw new IllegalArgumentException(
          "tripline.limits: concurrency ≥ 1 and unreserved-concurrency ≥ 0 must hold");
    }
    if (layers < 0 || timeoutSeconds < 1 || memoryMb < 128) {
      throw new IllegalArgumentException(
          "tripline.limits: layers ≥ 0, timeout-seconds ≥ 1 and memory-mb ≥ 128 must hold");
    }
    if (ephemeralStorageMb < 512 || ephemeralStorageMb > 32_768) {
      throw new IllegalArgumentException(
          "tripline.limits.ephemeral-storage-mb must be 512 to 32768, not " + ephemeralStorageMb);
    }
    for (DataSize size :
        List.of(syncPayload, asyncPayload, zippedPackage, unzippedPackage, policy, codeStorage)) {
      if (size.toBytes() < 1) {
        throw new IllegalArgumentException(
            "tripline.limits: payloads, packages and policies have a size");
      }
    }
    if (environment.isNegative() || environmentVariable.isNegative()) {
      throw new IllegalArgumentException("tripline.limits: an environment's size is not negative");
    }
    if (policy.toBytes() > DataSize.ofMegabytes(1).toBytes()) {
      throw new IllegalArgumentException("tripline.limits.policy is at most 1MB");
    }
    if (zippedPackage.toBytes() > MOST_ZIPPED.toBytes()
        || unzippedPackage.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "tripline.limits: zipped-package is at most 1GB, unzipped-package less than 2GB");
    }
  }

  /// The most bytes that a request with a zip in it may have: the zip in base64, and room for all
  /// else.
  public int packageRequest() {
    return Math.toIntExact(Math.ceilDiv(zippedPackage.toBytes() * 4, 3) + 256 * 1024);
  }
}
