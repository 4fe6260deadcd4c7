package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for events that come for sure, however slow the machine.
public final class Patience {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Patience() {}

  public static void await(String event, BooleanSupplier happened) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!happened.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("too late for: " + event).isNegative();
      LockSupport.parkNanos(10_000_000);
    }
  }
}
