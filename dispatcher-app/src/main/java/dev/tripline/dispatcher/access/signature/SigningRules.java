package dev.tripline.dispatcher.access.signature;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The conditions under which a service accepts signatures.
///
/// @param service its signing name, for instance `lambda`
/// @param region the one that it accepts; null for any
/// @param path how it brings paths into their canonical form
/// @param skew how far a client's clock may be off
public record SigningRules(String service, @Nullable String region, PathForm path, Duration skew) {

  /// AWS's own tolerance.
  public static final Duration STANDARD_SKEW = Duration.ofMinutes(5);

  /// The canonical form of paths.
  public enum PathForm {
    /// Dot segments and empty segments removed, then each part encoded once more: all services but one.
    NORMALISED,
    /// Encoded once more as it stands.
    ENCODED,
    /// As it was sent: S3.
    AS_SENT
  }

  /// As every service of AWS's but S3.
  public static SigningRules of(String service, @Nullable String region) {
    return new SigningRules(service, region, PathForm.NORMALISED, STANDARD_SKEW);
  }
}
