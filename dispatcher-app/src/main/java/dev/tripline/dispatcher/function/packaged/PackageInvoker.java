package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.function.AccountSettings;
import dev.tripline.dispatcher.function.ConcurrencyLimits;
import dev.tripline.dispatcher.function.EndpointFunctions;
import dev.tripline.dispatcher.function.registry.Alias;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.pack.InvalidPackageException;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.UnknownFunctionException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Resolves alias and version, and hands the call to a worker, or to the endpoint of that name.
public final class PackageInvoker implements Invoker {
  private static final Logger log = LoggerFactory.getLogger(PackageInvoker.class);

  private final Callables callables;
  private final AccountSettings account;
  private final ConcurrencyLimits limits;
  private final FunctionRuntime runtime;
  private final InstantSource clock;

  /// What can be called.
  public record Callables(
      Registry registry, EndpointFunctions endpoints, Deployments deployments) {}

  public PackageInvoker(
      Callables callables,
      AccountSettings account,
      ConcurrencyLimits limits,
      FunctionRuntime runtime,
      InstantSource clock) {
    this.callables = callables;
    this.account = account;
    this.limits = limits;
    this.runtime = runtime;
    this.clock = clock;
  }

  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    FunctionTarget target = request.function();
    String name = target.name();
    String qualifier = target.qualifier();
    PackageFunction function = callables.registry().function(name);
    if (function == null) {
      if (callables.endpoints().exists(name)
          && (qualifier == null || qualifier.equals(FunctionVersion.LATEST))) {
        return callables.endpoints().invoke(request);
      }
      throw new UnknownFunctionException(target);
    }
    FunctionVersion version = version(function, qualifier);
    if (version == null) {
      throw new UnknownFunctionException(target);
    }
    return switch (limits.enter(function)) {
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
    FunctionSpec spec;
    try {
      spec = callables.deployments().deploy(function.name(), version);
    } catch (InvalidPackageException | RuntimeException e) {
      log.warn(
          "{} {} cannot be installed here; invocation {} did not run and is tried again later",
          function.name(),
          version.number(),
          request.requestId(),
          e);
      return notRun(new Outcome.Unreachable("The package cannot be installed: " + e.getMessage()));
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
    if (number == null || number.equals(FunctionVersion.LATEST)) {
      FunctionVersion serving = function.serving();
      return serving == null ? function.latest() : serving;
    }
    return function.version(number).orElse(null);
  }

  private InvocationResult notRun(Outcome.NotRun outcome) {
    return new InvocationResult(outcome, null, null, clock.instant(), Duration.ZERO);
  }
}
