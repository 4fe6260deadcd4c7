package dev.tripline.dispatcher.dashboard.classes;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.deadletter.errorclass.ErrorClasses;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers the figures above the list of dead letters. Blocks while it asks the store; safe for many threads.
public final class DeadLetterTiles {
  private static final int LARGEST = 5;

  private final DeadLetters letters;
  private final ErrorClasses classes;
  private final TriggerService triggers;

  DeadLetterTiles(DeadLetters letters, ErrorClasses classes, TriggerService triggers) {
    this.letters = letters;
    this.classes = classes;
    this.triggers = triggers;
  }

  /// @param oldest the time of death of the oldest; null if there are none
  public record Tiles(Trend arrivals, @Nullable Instant oldest, List<ByTrigger> byTrigger) {}

  /// @param trigger its id; null for letters without one
  public record ByTrigger(@Nullable String trigger, String label, long count) {}

  public Tiles now() {
    return new Tiles(
        Trend.of(classes.arrivals()),
        letters.oldest(Selection.ALL),
        letters.groups(Selection.ALL, GroupBy.TRIGGER, LARGEST).groups().stream()
            .map(group -> new ByTrigger(group.value(), label(group.value()), group.count()))
            .toList());
  }

  private String label(@Nullable String trigger) {
    return trigger == null
        ? "without a trigger"
        : triggers.find(trigger).map(live -> live.trigger().name()).orElse(trigger);
  }
}
