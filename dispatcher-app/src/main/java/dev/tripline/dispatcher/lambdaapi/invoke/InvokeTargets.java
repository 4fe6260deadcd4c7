package dev.tripline.dispatcher.lambdaapi.invoke;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.lambdaapi.request.Names;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Lineage;
import org.jspecify.annotations.Nullable;

/// Finds the target of an Invoke call and refuses one that cannot be invoked.
public final class InvokeTargets {
  private final Names names;
  private final Functions functions;
  private final Registry registry;

  public InvokeTargets(Names names, Functions functions) {
    this.names = names;
    this.functions = functions;
    this.registry = names.registry();
  }

  /// @throws ApiException 404 if it does not exist
  FunctionTarget find(String name, @Nullable String qualifier) {
    FunctionTarget target = names.target(name, qualifier);
    if (!functions.existsAnywhere(target)) {
      throw ApiException.notFound("Function not found: " + functions.qualifiedArn(target));
    }
    return target;
  }

  /// @throws ApiException 409 while it is being created, or if that failed
  void requireReady(FunctionTarget target) {
    FunctionVersion version = version(target);
    if (version != null && version.status().state() == FunctionVersion.State.PENDING) {
      functions.refresh(); // another node may have made it active, as its caller has seen
      version = version(target);
    }
    if (version != null) {
      switch (version.status().state()) {
        case ACTIVE -> {}
        case PENDING -> throw version.hasSnapStart() ? snapStartNotReady() : notNow("Pending");
        case FAILED -> throw notNow("Failed");
      }
    }
  }

  private static ApiException snapStartNotReady() {
    return new ApiException(
        ErrorType.SNAP_START_NOT_READY,
        "Lambda is initializing your function. It will be ready to invoke once your function state"
            + " becomes ACTIVE.");
  }

  private @Nullable FunctionVersion version(FunctionTarget target) {
    PackageFunction function = registry.function(target.name());
    return function == null ? null : function.resolve(target.qualifier()).orElse(null);
  }

  /// The number of earlier invocations of its lineage, from the trace header that a function's own
  /// calls carry on. A function that may recurse starts anew.
  int depth(FunctionTarget target, @Nullable String trace) {
    int depth = Lineage.depth(trace);
    return depth > 0 && functions.recursionAllowed(target) ? 0 : depth;
  }

  ApiException recursive(FunctionTarget target) {
    return new ApiException(
        ErrorType.RECURSIVE_INVOCATION,
        "Lambda has detected a recursive loop: "
            + functions.qualifiedArn(target)
            + " was not invoked.");
  }

  private static ApiException notNow(String state) {
    return ApiException.conflict(
        "The operation cannot be performed at this time. The function is currently in the following"
            + " state: "
            + state);
  }
}
