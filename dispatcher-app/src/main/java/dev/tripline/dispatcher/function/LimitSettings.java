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
/// @param asyncPayload of an event
/// @param zippedPackage of the zip of a function or layer in a request
/// @param unzippedPackage of a function together with its layers
/// @param layers that one function may use
/// @param environment all variables of a function, as JSON
/// @param environmentVariable one variable's value
/// @param timeoutSeconds the longest timeout that a function may have
/// @param memoryMb the most memory that a function may have
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
    @DefaultValue("10240") int memoryMb) {

  public LimitSettings {
    if (concurrency < 1 || unreservedConcurrency < 0) {
      throw new IllegalArgumentException(
          "tripline.limits: concurrency ≥ 1 and unreserved-concurrency ≥ 0 must hold");
    }
    if (layers < 0 || timeoutSeconds < 1 || memoryMb < 128) {
      throw new IllegalArgumentException(
          "tripline.limits: layers ≥ 0, timeout-seconds ≥ 1 and memory-mb ≥ 128 must hold");
    }
    for (DataSize size : List.of(syncPayload, asyncPayload, zippedPackage, unzippedPackage)) {
      if (size.toBytes() < 1) {
        throw new IllegalArgumentException("tripline.limits: payloads and packages have a size");
      }
    }
    if (environment.isNegative() || environmentVariable.isNegative()) {
      throw new IllegalArgumentException("tripline.limits: an environment's size is not negative");
    }
  }
}
