package dev.tripline.benchmarks.store;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.delivery.Functions;
import dev.tripline.retry.Backoff;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The only function there is: it answers at once, as soon as its gate is open. Of first attempts it can
/// fail a share, which are tried again after a second.
final class ImmediateFunction implements Functions, Invoker {
  static final FunctionTarget TARGET = FunctionTarget.latest("noop");

  private static final Outcome DONE = new Outcome.Succeeded(new byte[] {'{', '}'});
  private static final Outcome FAILED =
      new Outcome.FunctionError(
          "{\"errorType\":\"Wanted\"}".getBytes(StandardCharsets.UTF_8), "Wanted", "wanted");

  private final int failEvery;
  private final AsyncSettings settings;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /// @param failEvery 5 fails the first attempt of every fifth event, 0 of none
  ImmediateFunction(int failEvery) {
    this.failEvery = failEvery;
    Backoff second = new Backoff(Duration.ofSeconds(1), 1, Duration.ofSeconds(1), 0.2);
    this.settings =
        new AsyncSettings(
            new RetryRules(2, RetryRules.MAX_AGE, second, second, Map.of()), null, null, null);
  }

  void close() {
    gate = new CountDownLatch(1);
  }

  void open() {
    gate.countDown();
  }

  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    gate.await();
    boolean fails =
        failEvery > 0
            && request.attempt() == 1
            && Math.floorMod(request.requestId().hashCode(), failEvery) == 0;
    return new InvocationResult(
        fails ? FAILED : DONE, "$LATEST", null, Instant.EPOCH, Duration.ZERO);
  }

  @Override
  public boolean exists(FunctionTarget target) {
    return true;
  }

  @Override
  public void refresh() {
    // There is nothing to learn.
  }

  @Override
  public AsyncSettings asyncSettings(FunctionTarget target) {
    return settings;
  }

  @Override
  public String qualifiedArn(FunctionTarget target) {
    return "arn:aws:lambda:us-east-1:000000000000:function:" + target.name() + ":$LATEST";
  }

  @Override
  public Optional<FunctionTarget> parse(String nameOrArn) {
    return Optional.empty();
  }

  @Override
  public int concurrencyLimit(FunctionTarget target) {
    return 1_000;
  }

  @Override
  public Duration timeout(FunctionTarget target) {
    return Duration.ofSeconds(3);
  }

  @Override
  public boolean recursionAllowed(FunctionTarget target) {
    return false;
  }

  @Override
  public List<String> names() {
    return List.of(TARGET.name());
  }
}
