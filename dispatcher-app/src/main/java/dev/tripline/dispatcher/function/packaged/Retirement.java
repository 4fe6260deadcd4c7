package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.function.EndpointFunctions;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.runtime.FunctionRuntime;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Stops the workers of code and settings that nothing names any more, whichever node changed them.
/// Running invocations end as they would have.
public final class Retirement implements Registry.ChangeListener {
  private final FunctionRuntime runtime;
  private final Deployments deployments;
  private final EndpointFunctions endpoints;

  public Retirement(FunctionRuntime runtime, Deployments deployments, EndpointFunctions endpoints) {
    this.runtime = runtime;
    this.deployments = deployments;
    this.endpoints = endpoints;
  }

  @Override
  public void changed(@Nullable PackageFunction before, @Nullable PackageFunction after) {
    if (before == null) {
      return;
    }
    Set<String> kept = keys(after);
    for (String key : keys(before)) {
      if (!kept.contains(key)) {
        runtime.retire(key);
        deployments.forget(key);
      }
    }
    if (after == null) {
      endpoints.forget(before.name());
    }
  }

  private static Set<String> keys(@Nullable PackageFunction function) {
    return function == null
        ? Set.of()
        : function.runnable().stream().map(FunctionVersion::key).collect(Collectors.toSet());
  }
}
