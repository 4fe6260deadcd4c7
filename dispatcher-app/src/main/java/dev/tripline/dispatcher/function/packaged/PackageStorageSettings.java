package dev.tripline.dispatcher.function.packaged;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The zips of functions and layers in the store, and the images that are unpacked.
///
/// @param keepUnused how long a zip or image stays that no function and no layer names; longer than it takes
///     to create a function
@ConfigurationProperties("tripline.packages")
public record PackageStorageSettings(@DefaultValue("1h") Duration keepUnused) {
  public PackageStorageSettings {
    if (keepUnused.toSeconds() < 60) {
      throw new IllegalArgumentException("tripline.packages: keep-unused ≥ 1m must hold");
    }
  }
}
