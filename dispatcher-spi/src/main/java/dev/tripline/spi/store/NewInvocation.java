package dev.tripline.spi.store;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Origin;
import dev.tripline.spi.invocation.Trace;
import org.jspecify.annotations.Nullable;

/// An asynchronous invocation that is about to be accepted.
///
/// @param requestId a lower-case UUID, unique
/// @param payload at most 1 MB; checked by the caller
/// @param triggerId the trigger it came from; null if it was invoked by hand
/// @param dedupKey unique among the events of a source (rule R7), null if the source has none
/// @param recursionDepth the number of earlier invocations of its lineage
/// @param redriveCount the number of times this event was redriven from a dead letter
/// @param tenantId the tenant that it belongs to, with which others share the function fairly; null for
///     none
/// @param orderKey names its group: the invocations of one group are delivered one after the other, in the
///     order in which they were accepted; null for none
/// @param trace the trace that it continues
public record NewInvocation(
    String requestId,
    FunctionTarget function,
    byte[] payload,
    @Nullable String triggerId,
    @Nullable String dedupKey,
    int recursionDepth,
    int redriveCount,
    @Nullable String tenantId,
    @Nullable String orderKey,
    Trace trace) {

  /// Of no trace.
  public NewInvocation(
      String requestId,
      FunctionTarget function,
      byte[] payload,
      @Nullable String triggerId,
      @Nullable String dedupKey,
      int recursionDepth,
      int redriveCount,
      @Nullable String tenantId,
      @Nullable String orderKey) {
    this(
        requestId,
        function,
        payload,
        triggerId,
        dedupKey,
        recursionDepth,
        redriveCount,
        tenantId,
        orderKey,
        Trace.NONE);
  }

  /// Of no group.
  public NewInvocation(
      String requestId,
      FunctionTarget function,
      byte[] payload,
      @Nullable String triggerId,
      @Nullable String dedupKey,
      int recursionDepth,
      int redriveCount,
      @Nullable String tenantId) {
    this(
        requestId,
        function,
        payload,
        triggerId,
        dedupKey,
        recursionDepth,
        redriveCount,
        tenantId,
        null);
  }

  /// Of no tenant and no group.
  public NewInvocation(
      String requestId,
      FunctionTarget function,
      byte[] payload,
      @Nullable String triggerId,
      @Nullable String dedupKey,
      int recursionDepth,
      int redriveCount) {
    this(requestId, function, payload, triggerId, dedupKey, recursionDepth, redriveCount, null);
  }

  public static NewInvocation of(String requestId, FunctionTarget function, byte[] payload) {
    return new NewInvocation(requestId, function, payload, null, null, 0, 0, null);
  }

  /// The same of a tenant.
  public NewInvocation ofTenant(@Nullable String tenant) {
    return new NewInvocation(
        requestId,
        function,
        payload,
        triggerId,
        dedupKey,
        recursionDepth,
        redriveCount,
        tenant,
        orderKey,
        trace);
  }

  /// The same of a group.
  public NewInvocation ofGroup(@Nullable String group) {
    return new NewInvocation(
        requestId,
        function,
        payload,
        triggerId,
        dedupKey,
        recursionDepth,
        redriveCount,
        tenantId,
        group,
        trace);
  }

  /// The same with that many earlier invocations of its lineage.
  public NewInvocation deeper(int depth) {
    return new NewInvocation(
        requestId,
        function,
        payload,
        triggerId,
        dedupKey,
        depth,
        redriveCount,
        tenantId,
        orderKey,
        trace);
  }

  /// The same with another place in traces.
  public NewInvocation in(Trace another) {
    return new NewInvocation(
        requestId,
        function,
        payload,
        triggerId,
        dedupKey,
        recursionDepth,
        redriveCount,
        tenantId,
        orderKey,
        another);
  }

  /// The trigger, the tenant and the trace that it comes from.
  public Origin origin() {
    return new Origin(triggerId, tenantId, trace);
  }
}
