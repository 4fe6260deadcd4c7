package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.function.registry.FunctionNetwork;
import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.pack.InvalidPackageException;
import dev.tripline.runtime.pool.WarmWorkers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the workers up that functions have provisioned, on this node. Every node does so: a call may
/// reach any of them. What cannot be installed is tried again, with a growing wait. Safe for many threads.
public final class Provisioning implements Registry.ChangeListener {
  private static final Logger log = LoggerFactory.getLogger(Provisioning.class);

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final FunctionRuntime runtime;
  private final Deployments deployments;
  private final Executor background;
  private final ConcurrentHashMap<String, Wish> wishes = new ConcurrentHashMap<>();

  public Provisioning(FunctionRuntime runtime, Deployments deployments, Executor background) {
    this.runtime = runtime;
    this.deployments = deployments;
    this.background = background;
  }

  /// What is wanted of a version, until its code is here or something else is wanted.
  private static final class Wish {
    private final int workers;
    private volatile @Nullable String failure;

    Wish(int workers) {
      this.workers = workers;
    }
  }

  @Override
  public void changed(@Nullable RegisteredFunction before, @Nullable RegisteredFunction after) {
    forgetGone(before, after);
    if (!(after instanceof PackageFunction function)) {
      return;
    }
    for (FunctionVersion version : function.published()) {
      String number = version.number();
      int had = before instanceof PackageFunction old ? old.provisionedWorkers(number) : 0;
      int workers = function.provisionedWorkers(number);
      if (workers != had) {
        want(function.name(), version, workers);
      }
    }
  }

  private void forgetGone(@Nullable RegisteredFunction before, @Nullable RegisteredFunction after) {
    if (before instanceof PackageFunction old) {
      List<FunctionVersion> left =
          after instanceof PackageFunction function ? function.published() : List.of();
      Set<String> keys = left.stream().map(FunctionVersion::key).collect(Collectors.toSet());
      for (FunctionVersion version : old.published()) {
        if (!keys.contains(version.key())) {
          wishes.remove(version.key());
        }
      }
    }
  }

  /// The workers of a network are replaced after a change of it.
  public void networkChanged(FunctionNetwork network, Collection<PackageFunction> functions) {
    for (PackageFunction function : functions) {
      for (FunctionVersion version : function.published()) {
        FunctionSettings.Vpc vpc = version.settings().vpc();
        int workers = function.provisionedWorkers(version.number());
        if (workers > 0 && vpc != null && vpc.network().equals(network.name())) {
          want(function.name(), version, workers);
        }
      }
    }
  }

  private void want(String name, FunctionVersion version, int workers) {
    Wish wish = new Wish(workers);
    wishes.put(version.key(), wish);
    background.execute(() -> keep(name, version, wish, FIRST_WAIT));
  }

  private void keep(String name, FunctionVersion version, Wish wish, Duration wait) {
    if (wishes.get(version.key()) != wish) {
      return;
    }
    try {
      FunctionSpec spec = install(name, version);
      wishes.computeIfPresent(
          version.key(),
          (_, current) -> {
            if (current != wish) {
              return current;
            }
            runtime.keep(spec, wish.workers);
            return null;
          });
    } catch (InvalidPackageException | ImageException | RuntimeException e) {
      log.warn(
          "{} {} cannot be installed here; its {} workers are not kept up",
          name,
          version.number(),
          wish.workers,
          e);
      if (wish.workers == 0) {
        wishes.remove(version.key(), wish); // nor are any kept of what is not here
        return;
      }
      wish.failure = String.valueOf(e.getMessage());
      Duration next = wait.multipliedBy(2);
      Duration following = next.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : next;
      CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, background)
          .execute(() -> keep(name, version, wish, following));
    }
  }

  private FunctionSpec install(String name, FunctionVersion version)
      throws InvalidPackageException, ImageException {
    if (version.code().image() != null) {
      Optional<String> why = runtime.whyNoImages();
      if (why.isPresent()) {
        throw new ImageException(ImageException.Reason.UNREACHABLE, why.get());
      }
    }
    return deployments.deploy(name, version);
  }

  /// How far this node has come with a version's workers.
  public WarmWorkers.Progress progress(FunctionVersion version) {
    WarmWorkers.Progress kept = runtime.kept(version.key());
    Wish wish = wishes.get(version.key());
    String failure = wish == null ? null : wish.failure;
    return wish == null || failure == null
        ? kept
        : new WarmWorkers.Progress(wish.workers, kept.up(), failure);
  }
}
