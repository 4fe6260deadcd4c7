package dev.tripline.dispatcher.deadletter.transform;

import dev.tripline.delivery.Threads;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Work that computes for long, on a thread of the system of its own: virtual threads share a few, which all
/// requests need.
public final class Computation {
  private Computation() {}

  /// Blocks until it is done; throws what it throws. An interrupt is passed on to it.
  public static <T> T run(String name, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Threads.joinUninterruptibly(Thread.ofPlatform().daemon().name(name).start(task));
    if (task.state() == Future.State.SUCCESS) {
      return task.resultNow();
    }
    switch (task.exceptionNow()) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(name + " failed", e);
    }
  }
}
