package dev.tripline.delivery.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.UnknownFunctionException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FunctionBreakerTest {
  private static final Outcome OK = new Outcome.Succeeded(new byte[0]);
  private static final Outcome DOWN = new Outcome.Unreachable("connection refused");
  private static final Outcome ERROR = new Outcome.FunctionError(new byte[0], "E", "bad input");

  private Instant now = Instant.parse("2026-01-31T12:00:00Z");
  private @Nullable Outcome next = OK;
  private int invocations;

  private final FunctionBreaker breaker =
      new FunctionBreaker(
          "orders",
          this::run,
          new BreakerSettings(3, Duration.ofSeconds(5), Duration.ofSeconds(15)),
          () -> now,
          _ -> {});

  private InvocationResult run(InvocationRequest request) {
    invocations++;
    if (next == null) {
      throw new UnknownFunctionException(request.function());
    }
    return new InvocationResult(next, null, null, now, Duration.ZERO);
  }

  private Outcome invoke() throws InterruptedException {
    var request =
        new InvocationRequest("r", FunctionTarget.latest("f"), new byte[0], 1, false, null, 0);
    return breaker.invoke(request).outcome();
  }

  private void suspend() throws InterruptedException {
    next = DOWN;
    for (int i = 0; i < 3; i++) {
      invoke();
    }
    assertThat(breaker.suspension()).isNotNull();
  }

  @Test
  void function_that_is_down_three_times_suspends_the_trigger() throws InterruptedException {
    suspend();
    assertThat(invoke())
        .isEqualTo(
            new Outcome.Throttled(
                "the trigger is suspended: unreachable: connection refused",
                Duration.ofMillis(5001)));
    assertThat(invocations).isEqualTo(3);
    assertThat(breaker.suspension())
        .isEqualTo(
            new FunctionBreaker.Suspension(now.plusSeconds(5), "unreachable: connection refused"));
  }

  @Test
  void crashes_and_missing_functions_count_too() throws InterruptedException {
    next = new Outcome.Crashed(new byte[0], "Runtime.ExitError", "exit status 1");
    invoke();
    next = null;
    assertThatThrownBy(this::invoke).isInstanceOf(UnknownFunctionException.class);
    assertThatThrownBy(this::invoke).isInstanceOf(UnknownFunctionException.class);
    assertThat(breaker.suspension()).isNotNull();
  }

  @Test
  void errors_timeouts_and_throttles_do_not_suspend() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      next = ERROR;
      invoke();
      next = new Outcome.TimedOut(new byte[0], null, null);
      invoke();
      next = new Outcome.Throttled("TooMany", null);
      invoke();
    }
    assertThat(breaker.suspension()).isNull();
    next = DOWN;
    invoke();
    invoke();
    next = OK;
    invoke();
    next = DOWN;
    invoke();
    invoke();
    assertThat(breaker.suspension()).as("never three in a row").isNull();
  }

  @Test
  void one_batch_probes_after_waits_that_grow() throws InterruptedException {
    suspend();
    for (int seconds : new int[] {5, 10, 15, 15}) {
      now = now.plusSeconds(seconds).minusMillis(1);
      assertThat(invoke()).isInstanceOf(Outcome.Throttled.class);
      now = now.plusMillis(2);
      assertThat(invoke()).isEqualTo(DOWN);
      assertThat(invoke()).isInstanceOf(Outcome.Throttled.class);
    }
    assertThat(invocations).isEqualTo(3 + 4);
  }

  @Test
  void probe_that_succeeds_lets_the_trigger_go_on() throws InterruptedException {
    suspend();
    now = now.plusSeconds(6);
    next = ERROR;
    assertThat(invoke()).as("an error shows that the function is up").isEqualTo(ERROR);
    assertThat(breaker.suspension()).isNull();
    next = OK;
    assertThat(invoke()).isEqualTo(OK);
  }

  @Test
  void throttled_probe_is_made_again() throws InterruptedException {
    suspend();
    now = now.plusSeconds(6);
    next = new Outcome.Throttled("TooMany", null);
    assertThat(invoke()).isEqualTo(next);
    assertThat(breaker.suspension()).isNotNull();
    next = OK;
    assertThat(invoke()).isEqualTo(OK);
    assertThat(breaker.suspension()).isNull();
  }
}
