package dev.tripline.dispatcher.function.endpoint;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.dispatcher.function.rest.FunctionDocument;
import dev.tripline.retry.RetryRules;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What guards one endpoint from too many requests, and its callers from waiting for one that is
/// down: circuit breaker, rate limiter, and a limit of requests at once. Safe for many threads.
public final class EndpointGate {
  private final FunctionDocument document;
  private final AsyncSettings settings;
  private final CircuitBreaker breaker;
  private final @Nullable RateLimiter limiter;
  private final Semaphore places;

  public EndpointGate(
      FunctionDocument document, RetryRules standard, EndpointSettings.Circuit circuit) {
    this.document = document;
    this.settings = document.asyncSettings(standard);
    this.breaker =
        CircuitBreaker.of(
            document.name(),
            CircuitBreakerConfig.custom()
                .slidingWindow(
                    circuit.window(),
                    circuit.minimumCalls(),
                    CircuitBreakerConfig.SlidingWindowType.COUNT_BASED,
                    CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .failureRateThreshold(circuit.failurePercent())
                .waitDurationInOpenState(circuit.openFor())
                .permittedNumberOfCallsInHalfOpenState(circuit.trialCalls())
                .build());
    Integer perSecond = document.maxPerSecond();
    this.limiter =
        perSecond == null
            ? null
            : RateLimiter.of(
                document.name(),
                RateLimiterConfig.custom()
                    .limitForPeriod(perSecond)
                    .limitRefreshPeriod(Duration.ofSeconds(1))
                    .timeoutDuration(Duration.ZERO)
                    .build());
    this.places = new Semaphore(document.concurrency());
  }

  /// Whether a request may go.
  enum Entry {
    ADMITTED,
    CIRCUIT_OPEN,
    TOO_MANY_AT_ONCE,
    TOO_MANY_PER_SECOND
  }

  public FunctionDocument document() {
    return document;
  }

  AsyncSettings settings() {
    return settings;
  }

  /// `CLOSED`, `OPEN` or `HALF_OPEN`.
  public String circuit() {
    return breaker.getState().name();
  }

  /// Each [Entry#ADMITTED] is followed by one of [#leave].
  Entry enter() {
    if (!places.tryAcquire()) {
      return Entry.TOO_MANY_AT_ONCE;
    }
    if (limiter != null && !limiter.acquirePermission()) {
      places.release();
      return Entry.TOO_MANY_PER_SECOND;
    }
    if (!breaker.tryAcquirePermission()) {
      places.release();
      return Entry.CIRCUIT_OPEN;
    }
    return Entry.ADMITTED;
  }

  /// @param failure what speaks against the endpoint's health; null if nothing does
  void leave(Duration duration, @Nullable String failure) {
    places.release();
    if (failure == null) {
      breaker.onSuccess(duration.toNanos(), TimeUnit.NANOSECONDS);
    } else {
      breaker.onError(duration.toNanos(), TimeUnit.NANOSECONDS, new IllegalStateException(failure));
    }
  }
}
