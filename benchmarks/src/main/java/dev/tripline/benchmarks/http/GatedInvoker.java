package dev.tripline.benchmarks.http;

import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/// Answers every invocation at once, as soon as its gate is open.
final class GatedInvoker implements Invoker {
  private static final InvocationResult NOTHING =
      new InvocationResult(
          new Outcome.Succeeded(new byte[] {'{', '}'}),
          "$LATEST",
          null,
          Instant.EPOCH,
          Duration.ZERO);

  private volatile CountDownLatch gate = new CountDownLatch(0);

  void close() {
    gate = new CountDownLatch(1);
  }

  void open() {
    gate.countDown();
  }

  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    gate.await();
    return NOTHING;
  }
}
