package dev.tripline.benchmarks.http;

import dev.tripline.delivery.DeliveryFigures;
import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.store.NewInvocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Drives and counts deliveries from another process. An event counts as delivered when its
/// completion is durable.
@RestController
@RequestMapping("/bench")
class MeasuredController {
  private static final Duration PATIENCE = Duration.ofSeconds(50);

  private final ObjectProvider<GatedInvoker> invoker;
  private final AsynchronousDelivery delivery;
  private final DeliveryFigures figures;

  MeasuredController(
      ObjectProvider<GatedInvoker> invoker,
      AsynchronousDelivery delivery,
      DeliverySignals signals) {
    this.invoker = invoker;
    this.delivery = delivery;
    this.figures = signals.figures();
  }

  @PostMapping("/close")
  void close() {
    invoker.ifAvailable(GatedInvoker::close);
  }

  @PostMapping("/open")
  void open() {
    invoker.ifAvailable(GatedInvoker::open);
  }

  @PostMapping("/delivered")
  long delivered() {
    return figures.delivered();
  }

  /// Waits until so many were delivered in all, and answers the nanoseconds that took.
  @PostMapping("/await")
  long await(@RequestParam("delivered") long expected) {
    long from = System.nanoTime();
    while (figures.delivered() < expected) {
      if (System.nanoTime() - from > PATIENCE.toNanos()) {
        throw new IllegalStateException(figures.delivered() + " delivered, not " + expected);
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    return System.nanoTime() - from;
  }

  /// Accepts `count` events on `threads` threads, without HTTP, and answers the nanoseconds
  /// until all were accepted and until all were delivered.
  @PostMapping("/publish")
  List<Long> publish(
      @RequestParam("function") String function,
      @RequestParam("count") int count,
      @RequestParam("threads") int threads,
      @RequestBody byte[] payload)
      throws InterruptedException {
    long target = figures.delivered() + (long) count / threads * threads;
    long from = System.nanoTime();
    List<Thread> publishers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      publishers.add(Thread.startVirtualThread(() -> accept(function, count / threads, payload)));
    }
    for (Thread publisher : publishers) {
      publisher.join();
    }
    long accepted = System.nanoTime() - from;
    await(target);
    return List.of(accepted, System.nanoTime() - from);
  }

  private void accept(String function, int count, byte[] payload) {
    for (int i = 0; i < count; i++) {
      String requestId = UUID.randomUUID().toString();
      delivery.accept(NewInvocation.of(requestId, FunctionTarget.latest(function), payload));
    }
  }
}
