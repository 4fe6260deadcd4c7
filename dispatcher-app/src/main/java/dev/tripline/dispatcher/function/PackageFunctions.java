package dev.tripline.dispatcher.function;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.function.registry.EventInvokeSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Answers from the registry of package functions, and from the endpoints where a name is one.
public final class PackageFunctions implements Functions {
  private final Registry registry;
  private final EndpointFunctions endpoints;
  private final AccountSettings account;
  private final ConcurrencyLimits limits;
  private final RetryRules rules;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final AtomicLong begun = new AtomicLong();
  private long ended;

  public PackageFunctions(
      Registry registry,
      EndpointFunctions endpoints,
      AccountSettings account,
      ConcurrencyLimits limits,
      RetryRules rules) {
    this.registry = registry;
    this.endpoints = endpoints;
    this.account = account;
    this.limits = limits;
    this.rules = rules;
  }

  @Override
  public boolean exists(FunctionTarget target) {
    PackageFunction function = registry.function(target.name());
    if (function != null) {
      return function.resolve(target.qualifier()).isPresent();
    }
    return endpoints.exists(target.name()) && qualifier(target).equals(FunctionVersion.LATEST);
  }

  @Override
  public void refresh() {
    long asked = begun.get();
    refreshing.lock();
    try {
      if (ended > asked) {
        return; // a look that began after this call has ended while it waited
      }
      long number = begun.incrementAndGet();
      registry.refresh();
      endpoints.refresh();
      ended = number;
    } finally {
      refreshing.unlock();
    }
  }

  @Override
  public AsyncSettings asyncSettings(FunctionTarget target) {
    Optional<AsyncSettings> ours = endpoints.asyncSettings(target.name());
    if (ours.isPresent()) {
      return ours.get();
    }
    PackageFunction function = registry.function(target.name());
    if (function == null) {
      return new AsyncSettings(rules, null, null, null);
    }
    String deadLetterTarget =
        function
            .resolve(target.qualifier())
            .map(version -> version.settings().deadLetterTarget())
            .orElse(null);
    EventInvokeSettings settings = function.eventInvoke().get(qualifier(target));
    if (settings == null) {
      return new AsyncSettings(rules, null, null, deadLetterTarget);
    }
    Integer age = settings.maximumEventAgeSeconds();
    return new AsyncSettings(
        rules.with(settings.maximumRetryAttempts(), age == null ? null : Duration.ofSeconds(age)),
        settings.onSuccess(),
        settings.onFailure(),
        deadLetterTarget);
  }

  @Override
  public String qualifiedArn(FunctionTarget target) {
    return account.functionArn(target.name()) + ":" + qualifier(target);
  }

  @Override
  public Optional<FunctionTarget> parse(String nameOrArn) {
    return FunctionReference.parse(nameOrArn)
        .filter(reference -> reference.isOf(account))
        .map(FunctionReference::target);
  }

  @Override
  public int concurrencyLimit(FunctionTarget target) {
    return endpoints.exists(target.name())
        ? endpoints.concurrencyLimit(target.name())
        : limits.of(registry.function(target.name()));
  }

  @Override
  public Duration timeout(FunctionTarget target) {
    PackageFunction function = registry.function(target.name());
    return function == null
        ? endpoints.timeout(target.name())
        : function
            .resolve(target.qualifier())
            .map(version -> Duration.ofSeconds(version.settings().timeoutSeconds()))
            .orElse(Duration.ZERO);
  }

  @Override
  public List<String> names() {
    return Stream.concat(
            registry.functions().stream().map(PackageFunction::name), endpoints.names().stream())
        .sorted()
        .toList();
  }

  private static String qualifier(FunctionTarget target) {
    String qualifier = target.qualifier();
    return qualifier == null ? FunctionVersion.LATEST : qualifier;
  }
}
