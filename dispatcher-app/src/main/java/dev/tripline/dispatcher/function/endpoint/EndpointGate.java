package dev.tripline.dispatcher.function.endpoint;

import dev.tripline.dispatcher.function.registry.Endpoint;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Guards one endpoint from too many requests, and its callers from waiting for one that is down:
/// circuit breaker, rate limiter, and a limit of requests at once. Safe for many threads.
final class EndpointGate {
  private final Endpoint endpoint;
  private final CircuitBreaker breaker;
  private final @Nullable RateLimiter limiter;
  private final Semaphore places;

  EndpointGate(Endpoint endpoint, EndpointSettings.Circuit circuit) {
    this.endpoint = endpoint;
    this.breaker =
        CircuitBreaker.of(
            endpoint.name(),
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
    Integer perSecond = endpoint.maxPerSecond();
    this.limiter =
        perSecond == null
            ? null
            : RateLimiter.of(
                endpoint.name(),
                RateLimiterConfig.custom()
                    .limitForPeriod(perSecond)
                    .limitRefreshPeriod(Duration.ofSeconds(1))
                    .timeoutDuration(Duration.ZERO)
                    .build());
    this.places = new Semaphore(endpoint.concurrency());
  }

  /// Whether a request may go.
  enum Entry {
    ADMITTED,
    CIRCUIT_OPEN,
    TOO_MANY_AT_ONCE,
    TOO_MANY_PER_SECOND
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /// `CLOSED`, `OPEN` or `HALF_OPEN`.
  String circuit() {
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
