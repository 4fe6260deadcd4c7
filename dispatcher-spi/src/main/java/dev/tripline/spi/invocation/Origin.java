package dev.tripline.spi.invocation;

import org.jspecify.annotations.Nullable;

/// The origin of an invocation.
///
/// @param triggerId the trigger whose events it carries; null if it was invoked by hand
/// @param tenantId the tenant on whose behalf it was asked for; null if none was named
/// @param trace its place in traces
public record Origin(@Nullable String triggerId, @Nullable String tenantId, Trace trace) {
  public static final Origin UNKNOWN = new Origin(null, null);

  /// Of no trace.
  public Origin(@Nullable String triggerId, @Nullable String tenantId) {
    this(triggerId, tenantId, Trace.NONE);
  }

  public static Origin ofTrigger(String triggerId) {
    return new Origin(triggerId, null);
  }

  /// The same with another place in traces.
  public Origin in(Trace another) {
    return new Origin(triggerId, tenantId, another);
  }
}
