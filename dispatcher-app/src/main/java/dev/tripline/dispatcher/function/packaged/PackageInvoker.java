package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.ConcurrencyLimits;
import dev.tripline.dispatcher.function.registry.Alias;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.pack.InvalidPackageException;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.ResponseStream;
import dev.tripline.spi.invocation.UnknownFunctionException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Invokes package functions: resolves alias and version, and hands the call to a worker. Blocking;
/// safe for many threads.
public final class PackageInvoker {
  private static final Logger log = LoggerFactory.getLogger(PackageInvoker.class);

  private final Deployments deployments;
  private final AccountSettings account;
  private final ConcurrencyLimits limits;
  private final FunctionRuntime runtime;
  private final InstantSource clock;

  public PackageInvoker(
      Deployments deployments,
      AccountSettings account,
      ConcurrencyLimits limits,
      FunctionRuntime runtime,
      InstantSource clock) {
    this.deployments = deployments;
    this.account = account;
    this.limits = limits;
    this.runtime = runtime;
    this.clock = clock;
  }

  /// @throws UnknownFunctionException if the function has no such version or alias
  public InvocationResult invoke(PackageFunction function, InvocationRequest request)
      throws InterruptedException {
    FunctionVersion version = version(function, request.function().qualifier());
    if (version == null) {
      throw new UnknownFunctionException(request.function());
    }
    return switch (limits.enter(function, version.number())) {
      case ConcurrencyLimits.Refused refused ->
          notRun(new Outcome.Throttled(refused.reason(), null));
      case ConcurrencyLimits.Taken place -> {
        try (place) {
          yield run(function, version, request);
        }
      }
    };
  }

  private InvocationResult run(
      PackageFunction function, FunctionVersion version, InvocationRequest request)
      throws InterruptedException {
    if (version.status().state() != FunctionVersion.State.ACTIVE) {
      return notRun(
          new Outcome.Unreachable("The function is in state " + version.status().state()));
    }
    Optional<String> why =
        version.code().image() == null ? Optional.empty() : runtime.whyNoImages();
    if (why.isPresent()) {
      return notRun(
          new Outcome.Unreachable(function.name() + " cannot run on this node: " + why.get()));
    }
    FunctionSpec spec;
    try {
      spec = deployments.deploy(function.name(), version);
    } catch (InvalidPackageException | ImageException | RuntimeException e) {
      log.warn(
          "{} {} cannot be installed here; invocation {} did not run and is tried again later",
          function.name(),
          version.number(),
          request.requestId(),
          e);
      return notRun(new Outcome.Unreachable("The package cannot be installed: " + e.getMessage()));
    }
    ResponseStream stream = request.stream();
    if (stream != null) {
      stream.runs(version.number());
    }
    String qualifier = request.function().qualifier();
    String arn = account.functionArn(function.name());
    return runtime.invoke(spec, request, qualifier == null ? arn : arn + ":" + qualifier);
  }

  /// During an update the code from before it serves.
  private static @Nullable FunctionVersion version(
      PackageFunction function, @Nullable String qualifier) {
    String number = qualifier;
    if (qualifier != null) {
      Alias alias = function.aliases().get(qualifier);
      if (alias != null) {
        number =
            alias.additionalWeights().isEmpty()
                ? alias.version()
                : alias.route(ThreadLocalRandom.current().nextDouble());
      }
    }
    if (FunctionTarget.isLatest(number)) {
      FunctionVersion serving = function.serving();
      return serving == null ? function.latest() : serving;
    }
    return function.version(number).orElse(null);
  }

  private InvocationResult notRun(Outcome.NotRun outcome) {
    return new InvocationResult(outcome, null, null, clock.instant(), Duration.ZERO);
  }
}
