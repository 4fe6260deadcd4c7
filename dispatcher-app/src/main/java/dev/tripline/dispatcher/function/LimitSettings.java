package dev.tripline.dispatcher.function;

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

  /// AWS's values.
  public static LimitSettings aws() {
    return new LimitSettings(
        1000,
        100,
        DataSize.ofBytes(6_291_456),
        DataSize.ofMegabytes(1),
        DataSize.ofBytes(52_428_800),
        DataSize.ofBytes(262_144_000),
        5,
        DataSize.ofKilobytes(4),
        DataSize.ofKilobytes(4),
        900,
        10_240);
  }
}
