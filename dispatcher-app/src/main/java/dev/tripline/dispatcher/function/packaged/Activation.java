package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.FunctionVersion.State;
import dev.tripline.dispatcher.function.registry.FunctionVersion.Status;
import dev.tripline.dispatcher.function.registry.FunctionVersion.Update;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.SnapStartException;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.pack.InvalidPackageException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings created and updated functions to life in the background: unpacks them, makes the start caches of
/// versions with SnapStart, and then says that they are active. May run twice for the same function, or on two nodes; it comes to the same.
public final class Activation implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Activation.class);

  private final Registry registry;
  private final Deployments deployments;
  private final FunctionRuntime runtime;
  private final Executor background;

  public Activation(
      Registry registry, Deployments deployments, FunctionRuntime runtime, Executor background) {
    this.registry = registry;
    this.deployments = deployments;
    this.runtime = runtime;
    this.background = background;
  }

  /// Starts it and returns.
  public void begin(String functionName) {
    background.execute(() -> run(functionName));
  }

  /// Does for every function what a stopped node left undone.
  public void resume() {
    List<String> snapStarts = new ArrayList<>();
    for (PackageFunction function : registry.functions()) {
      function.published().stream()
          .filter(FunctionVersion::hasSnapStart)
          .map(FunctionVersion::key)
          .forEach(snapStarts::add);
      if (function.runnable().stream().anyMatch(version -> version.status().unfinished())) {
        log.info("function {} was being installed when its node stopped; resumed", function.name());
        begin(function.name());
      }
    }
    runtime.keepSnapStarts(snapStarts);
  }

  void run(String functionName) {
    PackageFunction function = registry.function(functionName);
    if (function == null) {
      return;
    }
    List<FunctionVersion> unfinished =
        function.runnable().stream().filter(version -> version.status().unfinished()).toList();
    Failure failure = null;
    List<FunctionVersion> installed = new ArrayList<>();
    List<FunctionVersion> snapStarts = new ArrayList<>();
    for (FunctionVersion version : unfinished) {
      try {
        deployments.deploy(functionName, version);
        (version.hasSnapStart() ? snapStarts : installed).add(version);
      } catch (InvalidPackageException | ImageException | RuntimeException e) {
        log.warn(
            "function {} {} stays as it was: its package cannot be installed",
            functionName,
            version.number(),
            e);
        failure = Failure.of(e);
        installed.add(version);
      }
    }
    finish(functionName, installed, failure);
    for (FunctionVersion version : snapStarts) {
      try {
        if (isThere(functionName, version)) {
          finish(functionName, List.of(version), prepare(functionName, version));
        }
      } catch (InterruptedException _) {
        log.info(
            "function {} {} is gone, or made ready when a node starts again",
            functionName,
            version.number());
      }
    }
  }

  private boolean isThere(String functionName, FunctionVersion version) {
    PackageFunction function = registry.function(functionName);
    return function != null
        && function.published().stream().anyMatch(one -> one.key().equals(version.key()));
  }

  /// `$LATEST` does not wait for it, nor is it failed by it.
  private @Nullable Failure prepare(String functionName, FunctionVersion version)
      throws InterruptedException {
    try {
      runtime.prepareSnapStart(deployments.deploy(functionName, version));
      return null;
    } catch (SnapStartException e) {
      log.warn("function {} {} cannot have SnapStart", functionName, version.number(), e);
      return new Failure(String.valueOf(e.getMessage()), e.code());
    } catch (InvalidPackageException | ImageException | RuntimeException e) {
      log.warn("function {} {} cannot have SnapStart", functionName, version.number(), e);
      return Failure.of(e);
    }
  }

  /// Leaves start caches that are not made to the next start of a node.
  @Override
  public void close() {
    runtime.endSnapStarts();
  }

  private void finish(
      String functionName, List<FunctionVersion> installed, @Nullable Failure failure) {
    List<String> keys = installed.stream().map(FunctionVersion::key).toList();
    registry.changeFunction(functionName, finished(keys, failure));
  }

  private static Function<@Nullable PackageFunction, @Nullable PackageFunction> finished(
      List<String> keys, @Nullable Failure failure) {
    return current -> {
      if (current == null) {
        return null;
      }
      boolean latest =
          keys.contains(current.latest().key()) && current.latest().status().unfinished();
      PackageFunction done =
          current.withEveryVersion(version ->
              keys.contains(version.key()) && version.status().unfinished()
                  ? version.withStatus(end(version.status(), failure))
                  : version);
      if (!latest) {
        return done;
      }
      PackageFunction renamed =
          done.withLatest(done.latest().withRevision(UUID.randomUUID().toString()));
      return failure == null ? renamed.withServing(null) : renamed;
    };
  }

  /// @param code AWS's word; null for `InternalError`
  private record Failure(String message, @Nullable String code) {
    static Failure of(Exception e) {
      return new Failure(
          e.getMessage() == null ? e.toString() : e.getMessage(),
          e instanceof ImageException image ? image.reason().code() : null);
    }
  }

  private static Status end(Status before, @Nullable Failure failure) {
    if (failure == null) {
      return Status.READY;
    }
    return before.state() == State.PENDING
        ? new Status(State.FAILED, Update.NONE, failure.message(), failure.code())
        : new Status(State.ACTIVE, Update.FAILED, failure.message(), failure.code());
  }
}
