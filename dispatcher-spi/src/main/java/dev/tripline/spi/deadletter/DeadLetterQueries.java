package dev.tripline.spi.deadletter;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Looks at dead letters: one of them whole, lists without payloads, and counts. Blocking; safe for
/// many threads.
public interface DeadLetterQueries {

  Optional<DeadLetter> find(String id);

  /// One page, newest first.
  ///
  /// @param before the id after which the page starts; null for the first page
  List<DeadLetterSummary> page(Filter filter, @Nullable String before, int limit);

  /// The number that match. Exact at no cost that grows with their number, unless the filter bounds
  /// the time: then rows are counted, up to [Count#COUNTED_ROWS].
  Count count(Filter filter);

  /// The number of dead letters of each value, the largest groups first. Exact, without counting
  /// rows.
  ///
  /// @param filter without `from` and `to`
  /// @throws IllegalArgumentException if the filter bounds the time
  List<Group> groups(Filter filter, GroupBy by, int limit);

  /// Conditions on dead letters; a null matches all.
  ///
  /// @param errorType the class of the last attempt's error
  /// @param from inclusive, by the time of death
  /// @param to exclusive
  record Filter(
      @Nullable String functionName,
      @Nullable String triggerId,
      @Nullable String reason,
      @Nullable String errorType,
      @Nullable Instant from,
      @Nullable Instant to) {
    public static final Filter ALL = new Filter(null, null, null, null, null, null);

    /// True if only a span of time is asked for.
    public boolean boundsTime() {
      return from != null || to != null;
    }
  }

  /// A number of dead letters.
  ///
  /// @param exact `false` if there are at least that many
  record Count(long number, boolean exact) {
    /// So many rows are counted at most for a filter that bounds the time.
    public static final int COUNTED_ROWS = 10_000;
  }

  /// The property by which dead letters are grouped.
  enum GroupBy {
    FUNCTION,
    TRIGGER,
    REASON,
    ERROR_TYPE
  }

  /// Dead letters with the same value.
  ///
  /// @param value null for those without one
  record Group(@Nullable String value, long number) {}
}
