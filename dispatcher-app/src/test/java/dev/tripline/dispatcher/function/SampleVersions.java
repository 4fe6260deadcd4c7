package dev.tripline.dispatcher.function;

import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Versions of functions for tests that look at the registry and run no function.
final class SampleVersions {
  private SampleVersions() {}

  static FunctionVersion version(String number, String role) {
    FunctionSettings settings =
        new FunctionSettings(
            role,
            "python3.12",
            "index.handler",
            3,
            128,
            512,
            Map.of(),
            List.of("x86_64"),
            List.of(),
            null,
            FunctionSettings.Logging.TEXT,
            null,
            null,
            null,
            null);
    return new FunctionVersion(
        number,
        "",
        settings,
        new FunctionVersion.Code("00", 1),
        FunctionVersion.Status.READY,
        "revision",
        Instant.EPOCH,
        "key-" + number);
  }
}
