package dev.tripline.dispatcher.dashboard.classes;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.deadletter.errorclass.ErrorClasses;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.operation.TriggerView;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Gathers the figures above the list of dead letters. Blocks while it asks the store; safe for many threads.
public final class DeadLetterTiles {
  private static final int LARGEST = 5;

  private final DeadLetters letters;
  private final ErrorClasses classes;
  private final TriggerOperations triggers;

  DeadLetterTiles(DeadLetters letters, ErrorClasses classes, TriggerOperations triggers) {
    this.letters = letters;
    this.classes = classes;
    this.triggers = triggers;
  }

  /// @param oldest the time of death of the oldest; null if there are none
  public record Tiles(
      DeadLetters.Total dead,
      Trend arrivals,
      @Nullable Instant oldest,
      List<ByTrigger> byTrigger) {}

  /// @param trigger its id; null for letters without one
  public record ByTrigger(@Nullable String trigger, String label, long count) {}

  public Tiles now() {
    Map<String, String> names =
        triggers.list().stream().collect(Collectors.toMap(TriggerView::id, TriggerView::name));
    return new Tiles(
        letters.count(Selection.ALL),
        Trend.of(classes.arrivals()),
        letters.oldest(Selection.ALL),
        letters.groups(Selection.ALL, GroupBy.TRIGGER, LARGEST).groups().stream()
            .map(group -> new ByTrigger(group.value(), label(group.value(), names), group.count()))
            .toList());
  }

  private static String label(@Nullable String trigger, Map<String, String> names) {
    return trigger == null ? "without a trigger" : names.getOrDefault(trigger, trigger);
  }
}
