package dev.tripline.delivery.breaker;

import dev.tripline.retry.Backoff;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.UnknownFunctionException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Invokes the function of one trigger as long as it is up. When it was down several times in a row,
/// the trigger is suspended: its batches are answered as throttled, which costs no attempt, and wait
/// where they are, so that its source is read no further. After a while one batch is tried; each
/// failure of such a probe doubles the wait.
///
/// Down means unreachable, missing, or crashed. An error that the function reports, a timeout and a
/// throttle do not count. Safe for many threads.
public final class FunctionBreaker implements Invoker {
  private static final Logger log = LoggerFactory.getLogger(FunctionBreaker.class);
  private static final Duration WHILE_PROBED = Duration.ofSeconds(1);

  private final String trigger;
  private final Invoker functions;
  private final InstantSource clock;
  private final Consumer<Outcome> ended;
  private final CircuitBreaker circuit;
  private volatile Instant nextProbeAt = Instant.EPOCH;
  private volatile String lastFailure = "";

  /// @param trigger its name, for log lines
  /// @param ended called after each invocation with its outcome, on its thread
  public FunctionBreaker(
      String trigger,
      Invoker functions,
      BreakerSettings settings,
      InstantSource clock,
      Consumer<Outcome> ended) {
    this.trigger = trigger;
    this.functions = functions;
    this.clock = clock;
    this.ended = ended;
    Backoff rest = new Backoff(settings.firstProbe(), 2, settings.longestProbe(), 0);
    this.circuit =
        CircuitBreaker.of(
            trigger,
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.failures())
                .minimumNumberOfCalls(settings.failures())
                .failureRateThreshold(100)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitIntervalFunctionInOpenState(probe -> restUntilProbe(rest, probe))
                .clock(clock.withZone(ZoneOffset.UTC))
                .build());
  }

  /// @param lastFailure by which the function is thought to be down
  public record Suspension(Instant nextProbeAt, String lastFailure) {}

  /// The suspension of the trigger; null if there is none.
  public @Nullable Suspension suspension() {
    return circuit.getState() == CircuitBreaker.State.CLOSED
        ? null
        : new Suspension(nextProbeAt, lastFailure);
  }

  /// Answers [Outcome.Throttled] while the trigger is suspended.
  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    if (!circuit.tryAcquirePermission()) {
      return suspended();
    }
    boolean counted = false;
    try {
      InvocationResult result = functions.invoke(request);
      ended.accept(result.outcome());
      counted = count(result.outcome());
      return result;
    } catch (UnknownFunctionException e) {
      counted = down(String.valueOf(e.getMessage()));
      throw e;
    } finally {
      if (!counted) {
        circuit.releasePermission();
      }
    }
  }

  private long restUntilProbe(Backoff rest, int probe) {
    Duration wait = rest.delay(probe, 0);
    nextProbeAt = clock.instant().plus(wait);
    log.warn(
        "Trigger {} is suspended, because its function is down ({}); one batch is tried in {}",
        trigger,
        lastFailure,
        wait);
    return wait.toMillis();
  }

  private InvocationResult suspended() {
    Instant now = clock.instant();
    Duration left = Duration.between(now, nextProbeAt).plusMillis(1);
    Duration wait = left.isPositive() ? left : WHILE_PROBED;
    return new InvocationResult(
        new Outcome.Throttled("the trigger is suspended: " + lastFailure, wait),
        null,
        null,
        now,
        Duration.ZERO);
  }

  /// Whether the outcome counts for the circuit.
  private boolean count(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded _, Outcome.FunctionError _, Outcome.TimedOut _ -> up();
      case Outcome.Crashed crashed -> down("crashed: " + crashed.errorMessage());
      case Outcome.Unreachable(String detail) -> down("unreachable: " + detail);
      case Outcome.Throttled _ -> false;
    };
  }

  private boolean up() {
    boolean suspended = circuit.getState() != CircuitBreaker.State.CLOSED;
    circuit.onSuccess(0, TimeUnit.NANOSECONDS);
    if (suspended && circuit.getState() == CircuitBreaker.State.CLOSED) {
      log.info("The function of trigger {} is up again; the trigger goes on", trigger);
    }
    return true;
  }

  private boolean down(String why) {
    lastFailure = why;
    circuit.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException(why));
    return true;
  }
}
