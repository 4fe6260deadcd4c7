package dev.tripline.dispatcher.deadletter;

import dev.tripline.dispatcher.trigger.registry.TriggerService;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How often a dead letter may be redriven, and how long it is kept.
///
/// @param triggers each may have a time of its own
record LetterLimits(TriggerService triggers, DeadLetterSettings settings) {

  int maxRedrives() {
    return settings.maxRedrives();
  }

  /// When a letter goes; null for never. Does not block.
  ///
  /// @param trigger id; null for none
  @Nullable Instant end(@Nullable String trigger, Instant diedAt) {
    Duration kept =
        Optional.ofNullable(trigger)
            .flatMap(triggers::find)
            .flatMap(live -> Optional.ofNullable(live.trigger().deadLetterRetention()))
            .orElse(settings.retention());
    return kept.isZero() ? null : diedAt.plus(kept);
  }

  /// For how long the letters of a trigger are kept; empty for ever.
  ///
  /// @param own of triggers that say so, by id
  Optional<Duration> retention(@Nullable String trigger, Map<String, Duration> own) {
    Duration kept = own.getOrDefault(Objects.requireNonNullElse(trigger, ""), settings.retention());
    return kept.isZero() ? Optional.empty() : Optional.of(kept);
  }
}
