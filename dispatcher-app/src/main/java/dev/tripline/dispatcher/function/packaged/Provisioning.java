package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.function.registry.FunctionNetwork;
import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.PackageFunction.Provisioned;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.pack.InvalidPackageException;
import dev.tripline.runtime.pool.WarmWorkers;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the workers up that functions have provisioned, on this node. Every node does so: a call may
/// reach any of them. Safe for many threads.
public final class Provisioning implements Registry.ChangeListener {
  private static final Logger log = LoggerFactory.getLogger(Provisioning.class);

  private final FunctionRuntime runtime;
  private final Deployments deployments;
  private final Executor background;

  public Provisioning(FunctionRuntime runtime, Deployments deployments, Executor background) {
    this.runtime = runtime;
    this.deployments = deployments;
    this.background = background;
  }

  @Override
  public void changed(@Nullable RegisteredFunction before, @Nullable RegisteredFunction after) {
    if (!(after instanceof PackageFunction function)) {
      return;
    }
    Map<String, Integer> wanted = workersByVersion(function);
    Map<String, Integer> had =
        before instanceof PackageFunction old ? workersByVersion(old) : Map.of();
    for (FunctionVersion version : function.published()) {
      int workers = wanted.getOrDefault(version.number(), 0);
      if (workers != had.getOrDefault(version.number(), 0)) {
        background.execute(() -> keep(function.name(), version, workers));
      }
    }
  }

  /// The workers of a network are replaced after a change of it.
  public void networkChanged(FunctionNetwork network, Collection<PackageFunction> functions) {
    for (PackageFunction function : functions) {
      Map<String, Integer> wanted = workersByVersion(function);
      for (FunctionVersion version : function.published()) {
        FunctionSettings.Vpc vpc = version.settings().vpc();
        int workers = wanted.getOrDefault(version.number(), 0);
        if (workers > 0 && vpc != null && vpc.network().equals(network.name())) {
          background.execute(() -> keep(function.name(), version, workers));
        }
      }
    }
  }

  /// An alias provisions the version that it points to.
  private static Map<String, Integer> workersByVersion(PackageFunction function) {
    Map<String, Integer> workers = new HashMap<>();
    for (Map.Entry<String, Provisioned> entry : function.provisioned().entrySet()) {
      function
          .resolve(entry.getKey())
          .ifPresent(
              version -> workers.merge(version.number(), entry.getValue().workers(), Integer::sum));
    }
    return workers;
  }

  private void keep(String name, FunctionVersion version, int workers) {
    try {
      runtime.keep(deployments.deploy(name, version), workers);
    } catch (InvalidPackageException | ImageException | RuntimeException e) {
      log.warn(
          "{} {} cannot be installed here; its {} workers are not kept up",
          name,
          version.number(),
          workers,
          e);
    }
  }

  /// How far this node has come with a version's workers.
  public WarmWorkers.Progress progress(FunctionVersion version) {
    return runtime.kept(version.key());
  }
}
