package dev.tripline.dispatcher.function;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Answers from the registry.
public final class FunctionDirectory implements Functions {
  private final Registry registry;
  private final AccountSettings account;
  private final ConcurrencyLimits limits;
  private final RetryRules rules;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final AtomicLong begun = new AtomicLong();
  private long ended;

  /// @param rules where a function sets none
  public FunctionDirectory(
      Registry registry, AccountSettings account, ConcurrencyLimits limits, RetryRules rules) {
    this.registry = registry;
    this.account = account;
    this.limits = limits;
    this.rules = rules;
  }

  @Override
  public boolean exists(FunctionTarget target) {
    RegisteredFunction function = find(target);
    return function != null && function.has(target.qualifier());
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
      ended = number;
    } finally {
      refreshing.unlock();
    }
  }

  @Override
  public AsyncSettings asyncSettings(FunctionTarget target) {
    RegisteredFunction function = find(target);
    return function == null
        ? new AsyncSettings(rules, null, null, null)
        : function.asyncSettings(target.qualifier(), rules);
  }

  @Override
  public String qualifiedArn(FunctionTarget target) {
    return account.functionArn(target.name()) + ":" + target.qualifierOrLatest();
  }

  @Override
  public Optional<FunctionTarget> parse(String nameOrArn) {
    return FunctionReference.parse(nameOrArn)
        .filter(reference -> reference.isOf(account))
        .map(FunctionReference::target);
  }

  @Override
  public int concurrencyLimit(FunctionTarget target) {
    return switch (find(target)) {
      case null -> limits.unreserved();
      case PackageFunction function -> limits.of(function);
      case Endpoint endpoint -> endpoint.concurrency();
    };
  }

  @Override
  public Duration timeout(FunctionTarget target) {
    RegisteredFunction function = find(target);
    return function == null ? Duration.ZERO : function.timeout(target.qualifier());
  }

  @Override
  public boolean recursionAllowed(FunctionTarget target) {
    return find(target) instanceof PackageFunction function && function.recursionAllowed();
  }

  @Override
  public List<String> names() {
    return registry.all().stream().map(RegisteredFunction::name).sorted().toList();
  }

  private @Nullable RegisteredFunction find(FunctionTarget target) {
    return registry.find(target.name());
  }
}
