package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
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

  public Retirement(FunctionRuntime runtime, Deployments deployments) {
    this.runtime = runtime;
    this.deployments = deployments;
  }

  @Override
  public void changed(@Nullable RegisteredFunction before, @Nullable RegisteredFunction after) {
    Set<String> kept = keys(after);
    for (String key : keys(before)) {
      if (!kept.contains(key)) {
        runtime.retire(key);
        deployments.forget(key);
      }
    }
  }

  private static Set<String> keys(@Nullable RegisteredFunction function) {
    return function instanceof PackageFunction packaged
        ? packaged.runnable().stream().map(FunctionVersion::key).collect(Collectors.toSet())
        : Set.of();
  }
}
