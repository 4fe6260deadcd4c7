package dev.tripline.delivery.async;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How asynchronous events are delivered.
///
/// @param concurrencyPerFunction at most this many asynchronous invocations of one function run at
///     once on this node, whatever the function itself allows: its fair share
/// @param initialConcurrency with how many at once a function's lane begins; 0 stands for twice the
///     number of processors
/// @param growAfter a lane with a backlog runs one more at once when none of its calls has been
///     started for so long
/// @param backlogEvents how many accepted events are kept in memory, a quarter of them for one
///     function at most; what comes beyond waits in the store
/// @param backlogSize the same in bytes of payload
/// @param pollInterval how often the store is asked for due work when nobody said that there is some
/// @param drainTimeout how long an orderly stop waits for running invocations
@ConfigurationProperties("tripline.delivery")
public record DeliverySettings(
    @DefaultValue("100") int concurrencyPerFunction,
    @DefaultValue("0") int initialConcurrency,
    @DefaultValue("20ms") Duration growAfter,
    @DefaultValue("40000") int backlogEvents,
    @DefaultValue("64MB") DataSize backlogSize,
    @DefaultValue("500ms") Duration pollInterval,
    @DefaultValue("20s") Duration drainTimeout) {

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
    if (initialConcurrency == 0) {
      // Twice as many calls as workers at first: a worker that is done finds the next one waiting.
      initialConcurrency = 2 * Runtime.getRuntime().availableProcessors();
    }
    initialConcurrency = Math.min(initialConcurrency, concurrencyPerFunction);
  }

  /// The defaults.
  public static DeliverySettings standard() {
    return new DeliverySettings(
        100,
        0,
        Duration.ofMillis(20),
        40_000,
        DataSize.ofMegabytes(64),
        Duration.ofMillis(500),
        Duration.ofSeconds(20));
  }
}
