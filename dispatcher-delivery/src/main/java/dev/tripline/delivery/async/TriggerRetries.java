package dev.tripline.delivery.async;

import dev.tripline.delivery.AsyncSettings;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The retry rules that triggers have of their own: they hold for their events instead of the function's.
/// Never blocks; safe for many threads.
public final class TriggerRetries {
  private volatile Map<String, Policy> policies = Map.of();

  /// The rules of one trigger.
  ///
  /// @param retries after the first attempt; null for the function's own number
  /// @param maxAge an event older than this is given up; null for the function's own age
  /// @param deadLetterTarget where an event that is given up is sent; null for the function's own
  public record Policy(
      @Nullable Integer retries, @Nullable Duration maxAge, @Nullable String deadLetterTarget) {
    public static final Policy NONE = new Policy(null, null, null);

    public Policy {
      AsyncSettings.NONE.rules().with(retries, maxAge);
    }

    AsyncSettings over(AsyncSettings function) {
      return new AsyncSettings(
          function.rules().with(retries, maxAge),
          function.onSuccess(),
          function.onFailure(),
          deadLetterTarget == null ? function.deadLetterTarget() : deadLetterTarget);
    }
  }

  /// Takes the place of all that were there.
  ///
  /// @param policies by the trigger's id
  public void replace(Map<String, Policy> policies) {
    this.policies = Map.copyOf(policies);
  }

  /// The settings for an event of that trigger, which may be null.
  AsyncSettings over(@Nullable String trigger, AsyncSettings function) {
    Policy own = trigger == null ? null : policies.get(trigger);
    return own == null ? function : own.over(function);
  }
}
