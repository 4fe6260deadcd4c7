package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Group;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gaps in streams, by their dead letters: as long as one is there, its trigger warns of it. Blocking.
record StreamGaps(DeadLetterQueries deadLetters) {
  private static final String REASON = "RecordsTrimmed";
  private static final int MOST_TRIGGERS = 10_000;

  /// By trigger.
  Map<String, Long> counts() {
    Map<String, Long> counts = new HashMap<>();
    for (Group group : deadLetters.groups(filter(null), GroupBy.TRIGGER, MOST_TRIGGERS)) {
      if (group.value() != null) {
        counts.put(group.value(), group.number());
      }
    }
    return counts;
  }

  long count(String triggerId) {
    return deadLetters.count(filter(triggerId)).number();
  }

  private static Filter filter(@Nullable String triggerId) {
    return new Filter(null, triggerId, REASON, null, null, null);
  }

  /// The trigger's own warning, and that about its gaps.
  static @Nullable String warning(@Nullable String other, long gaps) {
    if (gaps == 0) {
      return other;
    }
    String told =
        gaps
            + (gaps == 1 ? " gap" : " gaps")
            + ": records were removed from the stream before they were read. A dead letter with the"
            + " reason RecordsTrimmed tells of each; discard it to end this warning";
    return other == null ? told : other + "; " + told;
  }
}
