package dev.tripline.spi.deadletter;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Looks at dead letters: one of them whole, lists without payloads, and counts. Blocking; safe for
/// many threads.
public interface DeadLetterQueries {

  Optional<DeadLetter> find(String id);

  /// The id of the [DeadLetterClass] of a letter; empty if the letter is not there, or was kept by an earlier
  /// version and has none yet.
  Optional<String> classOf(String id);

  /// One page, newest first.
  ///
  /// @param before the id after which the page starts; null for the first page
  List<DeadLetterSummary> page(Filter filter, @Nullable String before, int limit);

  /// The number that match. Exact at no cost that grows with their number, unless the filter bounds the
  /// time, names a request or an order key, or narrows a class: then rows are
  /// counted, up to [Count#COUNTED_ROWS].
  Count count(Filter filter);

  /// The number of dead letters of each value, the largest groups first. Exact, without counting
  /// rows.
  ///
  /// @param filter one that [Filter#hasGroups]
  /// @throws IllegalArgumentException if it has none
  List<Group> groups(Filter filter, GroupBy by, int limit);

  /// The time of death of the oldest that matches; empty if none does. By an index.
  Optional<Instant> oldest(Filter filter);

  /// Conditions on dead letters; a null matches all.
  ///
  /// @param triggerId [#NO_TRIGGER] for those without one
  /// @param errorType the class of the last attempt's error
  /// @param from inclusive, by the time of death
  /// @param to exclusive
  /// @param requestId as the function saw it
  /// @param classId of [DeadLetterClass]
  /// @param orderKey of events that are delivered one after the other
  /// @param traceId in 32 lower-case hexadecimal digits: of the trace that the event came in, or of one that
  ///     follows from its request id
  record Filter(
      @Nullable String functionName,
      @Nullable String triggerId,
      @Nullable String reason,
      @Nullable String errorType,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String requestId,
      @Nullable String classId,
      @Nullable String orderKey,
      @Nullable String traceId) {
    /// In place of the id of a trigger.
    public static final String NO_TRIGGER = "";

    public static final Filter ALL = new Filter(null, null, null, null, null, null);

    /// A filter that any request may pass.
    public Filter(
        @Nullable String functionName,
        @Nullable String triggerId,
        @Nullable String reason,
        @Nullable String errorType,
        @Nullable Instant from,
        @Nullable Instant to) {
      this(functionName, triggerId, reason, errorType, from, to, null, null, null, null);
    }

    /// Of any order key.
    public Filter(
        @Nullable String functionName,
        @Nullable String triggerId,
        @Nullable String reason,
        @Nullable String errorType,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String requestId,
        @Nullable String classId) {
      this(functionName, triggerId, reason, errorType, from, to, requestId, classId, null, null);
    }

    /// The dead letters of one request.
    public static Filter ofRequest(String requestId) {
      return new Filter(null, null, null, null, null, null, requestId, null, null, null);
    }

    /// The dead letters of one class.
    public static Filter ofClass(String classId) {
      return new Filter(null, null, null, null, null, null, null, classId, null, null);
    }

    /// True if it asks for more than counters tell: a span of time, one request or order key, or a part of a
    /// class.
    public boolean needsRows() {
      boolean narrowed =
          functionName != null || triggerId != null || reason != null || errorType != null;
      boolean one = requestId != null || orderKey != null || traceId != null;
      return from != null || to != null || one || (classId != null && narrowed);
    }

    /// True if the counters by function, trigger, reason and error tell all of it: they know neither times
    /// nor requests nor classes nor keys.
    public boolean hasGroups() {
      return classId == null && !needsRows();
    }
  }

  /// A number of dead letters.
  ///
  /// @param exact `false` if there are at least that many
  record Count(long number, boolean exact) {
    /// So many rows are counted at most for a filter that bounds the time.
    public static final int COUNTED_ROWS = 10_000;

    /// Of rows, of which one more than [#COUNTED_ROWS] were looked at.
    public static Count ofRows(long rows) {
      return new Count(Math.min(rows, COUNTED_ROWS), rows <= COUNTED_ROWS);
    }
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
