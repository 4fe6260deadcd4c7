package dev.tripline.dispatcher.destination;

import dev.tripline.retry.Backoff;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How messages are sent to destinations.
///
/// @param concurrency how many are on their way at once on this node
/// @param timeout how long one try may take
/// @param firstRetry the wait after a first failure; it doubles each time
/// @param longestRetry the longest wait
/// @param giveUpAfter how long a message is tried, about; then it stays in the outbox, visible with
///     its last error, and is not sent any more
/// @param pollInterval how often the outbox is looked into when nobody said that there is something
@ConfigurationProperties("tripline.destinations")
public record DestinationSettings(
    @DefaultValue("32") int concurrency,
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("1s") Duration firstRetry,
    @DefaultValue("5m") Duration longestRetry,
    @DefaultValue("24h") Duration giveUpAfter,
    @DefaultValue("1s") Duration pollInterval) {

  public DestinationSettings {
    if (concurrency < 1 || !timeout.isPositive() || !pollInterval.isPositive()) {
      throw new IllegalArgumentException(
          "tripline.destinations: concurrency, timeout and poll-interval must be positive");
    }
    if (!firstRetry.isPositive() || longestRetry.compareTo(firstRetry) < 0) {
      throw new IllegalArgumentException(
          "tripline.destinations: 0 < first-retry ≤ longest-retry must hold");
    }
    if (giveUpAfter.isNegative()) {
      throw new IllegalArgumentException("tripline.destinations.give-up-after is negative");
    }
  }

  Backoff backoff() {
    return new Backoff(firstRetry, 2, longestRetry, 0.2);
  }
}
