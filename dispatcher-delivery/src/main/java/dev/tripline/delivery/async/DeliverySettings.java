package dev.tripline.delivery.async;

import dev.tripline.delivery.ByteSize;
import java.time.Duration;

/// How asynchronous events are delivered.
///
/// @param concurrencyPerFunction at most this many asynchronous invocations of one function run at
///     once on this node or wait for the commit of their result, whatever the function itself allows:
///     its fair share, and the most events that one fault can repeat
/// @param initialConcurrency with how many at once a function's lane begins; 0 stands for twice the
///     number of processors
/// @param growAfter a lane with a backlog runs one more at once when none of its calls has been
///     started for so long
/// @param backlogEvents how many accepted events are kept in memory, a quarter of them for one
///     function at most; what comes beyond waits in the store
/// @param backlogSize the same in bytes of payload
/// @param pollInterval how often the store is asked for due work when nobody said that there is some
/// @param drainTimeout how long an orderly stop waits for running invocations
public record DeliverySettings(
    int concurrencyPerFunction,
    int initialConcurrency,
    Duration growAfter,
    int backlogEvents,
    ByteSize backlogSize,
    Duration pollInterval,
    Duration drainTimeout) {

  public DeliverySettings {
    if (concurrencyPerFunction < 1 || initialConcurrency < 0 || backlogEvents < 4) {
      throw new IllegalArgumentException(
          "tripline.delivery: concurrency-per-function ≥ 1, initial-concurrency ≥ 0 and"
              + " backlog-events ≥ 4 must hold");
    }
    if (growAfter.toMillis() < 1 || pollInterval.toMillis() < 1 || drainTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "tripline.delivery: grow-after and poll-interval must be at least 1 ms and drain-timeout"
              + " not negative");
    }
  }

  /// The defaults.
  public static DeliverySettings standard() {
    return new DeliverySettings(
        100,
        0,
        Duration.ofMillis(20),
        40_000,
        ByteSize.ofMegabytes(64),
        Duration.ofMillis(500),
        Duration.ofSeconds(20));
  }

  /// With how many calls at once a lane begins.
  int startingConcurrency() {
    // Twice as many calls as workers: a worker that is done finds the next one waiting.
    int wished =
        initialConcurrency == 0
            ? 2 * Runtime.getRuntime().availableProcessors()
            : initialConcurrency;
    return Math.min(wished, concurrencyPerFunction);
  }
}
