package dev.tripline.spi.invocation;

import org.jspecify.annotations.Nullable;

/// The origin of an invocation.
///
/// @param triggerId the trigger whose events it carries; null if it was invoked by hand
/// @param tenantId the tenant on whose behalf it was asked for; null if none was named
public record Origin(@Nullable String triggerId, @Nullable String tenantId) {
  public static final Origin UNKNOWN = new Origin(null, null);

  public static Origin ofTrigger(String triggerId) {
    return new Origin(triggerId, null);
  }
}
