package dev.tripline.dispatcher.access;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Access control.
///
/// @param mode `off` (in quotes in a YAML file) lets everybody do everything; only for a dispatcher that
///     listens on loopback
/// @param region that signatures must name; any if not set
/// @param firstKeyId id of an access key that is made at the start if it is not there: the first admin's,
///     where no file can be read from the data directory
/// @param firstKeySecret its secret access key, a reference: `env:NAME` or `file:PATH`
@ConfigurationProperties("tripline.access")
public record AccessSettings(
    @DefaultValue("required") Mode mode,
    @Nullable String region,
    @Nullable String firstKeyId,
    @Nullable SecretReference firstKeySecret) {

  public AccessSettings {
    if ((firstKeyId == null) != (firstKeySecret == null)) {
      throw new IllegalArgumentException(
          "tripline.access: first-key-id and first-key-secret are set together or not at all");
    }
    if (firstKeyId != null && !firstKeyId.matches("\\w{16,128}")) {
      throw new IllegalArgumentException(
          "tripline.access.first-key-id must have 16 to 128 letters, digits or underscores");
    }
    if (firstKeySecret != null) {
      firstKeySecret.requireThere("tripline.access.first-key-secret");
    }
  }

  /// Whether callers must prove themselves.
  public enum Mode {
    REQUIRED,
    OFF
  }

  public boolean required() {
    return mode == Mode.REQUIRED;
  }
}
