package dev.tripline.delivery.budget;

import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.StartRight;
import java.time.Duration;
import java.time.InstantSource;

/// Invokes functions within the budgets of the shared resources that they use: an invocation beyond a
/// budget waits for its turn, and is throttled if that does not come in time. An invocation that uses
/// none is passed on as it is. Safe for many threads.
public final class BudgetedInvoker implements Invoker {
  /// AWS's reason for a throttle by a concurrency that functions share.
  private static final String REASON = "ConcurrentInvocationLimitExceeded";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Invoker functions;
  private final ResourceUses uses;
  private final Budgets budgets;
  private final Duration patience;
  private final InstantSource clock;

  /// @param patience how long an invocation waits for its turn
  public BudgetedInvoker(
      Invoker functions,
      ResourceUses uses,
      Budgets budgets,
      Duration patience,
      InstantSource clock) {
    this.functions = functions;
    this.uses = uses;
    this.budgets = budgets;
    this.patience = patience;
    this.clock = clock;
  }

  /// The same with another patience.
  public BudgetedInvoker waiting(Duration another) {
    return new BudgetedInvoker(functions, uses, budgets, another, clock);
  }

  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    ResourceUse use = uses.of(request);
    if (use.resources().isEmpty()) {
      return functions.invoke(request);
    }
    return switch (budgets.enter(use, request, patience)) {
      case Budgets.Entry.Entered entered -> {
        try (entered) {
          yield run(request, entered);
        }
      }
      case Budgets.Entry.Late _ -> notRun(new Outcome.Throttled(REASON, RETRY_AFTER));
      case Budgets.Entry.Lost(String resource) ->
          notRun(
              new Outcome.Unreachable(
                  "the right to start it was lost while it waited for its turn at " + resource));
      case Budgets.Entry.Unknown(String resource) ->
          notRun(
              new Outcome.Unreachable(
                  "it uses the resource %s, which does not exist; make it by PUT /v1/resources/%s"
                      .formatted(resource, resource)));
    };
  }

  private InvocationResult run(InvocationRequest request, Budgets.Entry.Entered entered)
      throws InterruptedException {
    StartRight own = request.right();
    StartRight both = () -> own.holds() && entered.holds();
    return both.holds()
        ? functions.invoke(request.under(both))
        : notRun(new Outcome.Throttled(REASON, RETRY_AFTER));
  }

  private InvocationResult notRun(Outcome.NotRun outcome) {
    return new InvocationResult(outcome, null, null, clock.instant(), Duration.ZERO);
  }
}
