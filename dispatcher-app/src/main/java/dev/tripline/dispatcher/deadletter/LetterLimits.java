package dev.tripline.dispatcher.deadletter;

import dev.tripline.dispatcher.deadletter.retention.FunctionRetentions;
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
/// @param functions as well, for letters of no trigger
record LetterLimits(
    TriggerService triggers, FunctionRetentions functions, DeadLetterSettings settings) {

  int maxRedrives() {
    return settings.maxRedrives();
  }

  /// When a letter goes; null for never. May ask the store.
  ///
  /// @param trigger id; null for none
  /// @param function its name
  @Nullable Instant end(@Nullable String trigger, String function, Instant diedAt) {
    Duration own =
        trigger == null
            ? functions.recent().get(function)
            : triggers.find(trigger).map(live -> live.trigger().deadLetterRetention()).orElse(null);
    Duration kept = own == null ? settings.retention() : own;
    return kept.isZero() ? null : diedAt.plus(kept);
  }

  /// The name of a trigger; null if it is gone. Does not block.
  ///
  /// @param trigger id; null for none
  @Nullable String triggerName(@Nullable String trigger) {
    return Optional.ofNullable(trigger)
        .flatMap(triggers::find)
        .map(live -> live.trigger().name())
        .orElse(null);
  }

  /// For how long the letters of a trigger or a function are kept; empty for ever.
  ///
  /// @param own of those that say so
  Optional<Duration> retention(@Nullable String idOrName, Map<String, Duration> own) {
    Duration kept =
        own.getOrDefault(Objects.requireNonNullElse(idOrName, ""), settings.retention());
    return kept.isZero() ? Optional.empty() : Optional.of(kept);
  }
}
