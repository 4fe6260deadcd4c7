package dev.tripline.store.redrive;

import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.redrive.RedriveRuns.Extent;
import dev.tripline.spi.redrive.RedriveRuns.Share;
import dev.tripline.spi.redrive.RedriveScope;
import dev.tripline.spi.redrive.RedriveWork.Chunk;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.deadletter.DeadLetterRows;
import dev.tripline.store.deadletter.JdbcDeadLetterQueries;
import dev.tripline.store.engine.Condition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The dead letters that a run is about, as conditions on rows.
///
/// @param reader of what is committed
record RedriveScopes(JdbcClient reader, PayloadCipher cipher) {
  private static final int MOST_SHARES = 100;

  /// The part of an id that is its time: 48 bits, in milliseconds.
  private static final int TIME = 13;

  private record Placed(DeadLetterSummary letter, String key, String place) {
    static final Comparator<Placed> ORDER =
        Comparator.comparing(Placed::time)
            .thenComparing(Placed::key)
            .thenComparingInt(placed -> placed.place.length())
            .thenComparing(Placed::place)
            .thenComparing(placed -> placed.letter.id());

    String time() {
      return timeOf(letter.id());
    }

    static String timeOf(String id) {
      return id.substring(0, Math.min(TIME, id.length()));
    }
  }

  static Condition rows(RedriveScope scope) {
    Condition where =
        scope.ids().isEmpty() ? JdbcDeadLetterQueries.rows(scope.filter()) : new Condition();
    where.and("id IN (:ids)", "ids", scope.ids().isEmpty() ? null : scope.ids());
    where.and("id <= :until", "until", scope.until());
    return where;
  }

  Chunk next(RedriveScope scope, String after, int limit) {
    Condition where = rows(scope);
    where.and("id > :after", "after", after);
    List<Placed> found = placed(where, limit);
    List<Placed> all = new ArrayList<>(found);
    if (found.size() == limit) {
      all.addAll(beside(scope, found));
    }
    return new Chunk(
        all.stream().sorted(Placed.ORDER).map(Placed::letter).toList(),
        found.isEmpty() ? after : found.getLast().letter.id());
  }

  /// Those behind the last one that are of its millisecond, and of an order key that is among these.
  private List<Placed> beside(RedriveScope scope, List<Placed> found) {
    String last = found.getLast().letter.id();
    String time = Placed.timeOf(last);
    Set<String> keys =
        found.stream()
            .filter(placed -> placed.time().equals(time) && !placed.key.isEmpty())
            .map(Placed::key)
            .collect(Collectors.toSet());
    if (keys.isEmpty()) {
      return List.of();
    }
    Condition where = rows(scope);
    where.and("id > :behind", "behind", last);
    where.and("id < :end", "end", time + "~");
    where.and("order_key IN (:keys)", "keys", keys);
    return placed(where, Integer.MAX_VALUE);
  }

  private List<Placed> placed(Condition where, int limit) {
    RowMapper<DeadLetterSummary> summaries = DeadLetterRows.summaries(cipher);
    return reader
        .sql(
            "SELECT "
                + DeadLetterRows.SUMMARY
                + ", order_key, order_place FROM dead_letter "
                + where.sql()
                + " ORDER BY id LIMIT :limit")
        .params(where.params())
        .param("limit", limit)
        .query((row, number) ->
            new Placed(
                Objects.requireNonNull(summaries.mapRow(row, number)),
                Objects.requireNonNullElse(row.getString("order_key"), ""),
                Objects.requireNonNullElse(row.getString("order_place"), "")))
        .list();
  }

  Extent extent(RedriveScope scope, int maxRedrives) {
    List<Share> shares = shares(scope);
    Condition ordered = rows(scope);
    ordered.and("order_key >= :least", "least", "");
    Condition often = rows(scope);
    often.and("redrive_count >= :max AND redrive_count > 0", "max", maxRedrives);
    return new Extent(
        shares.stream().mapToLong(Share::count).sum(),
        few("SELECT count(DISTINCT order_key) FROM dead_letter ", ordered),
        few("SELECT count(*) FROM dead_letter ", often),
        end(scope, "ASC"),
        end(scope, "DESC"),
        shares.stream().limit(MOST_SHARES).toList());
  }

  /// Counts letters of which there are few: their own index is walked, not that of all letters of a
  /// function or a trigger, which is out of reach for an expression.
  private long few(String sql, Condition where) {
    String own =
        where.sql().replaceAll("(function_name|trigger_id|reason|error_type) =", "$1 || '' =");
    return reader.sql(sql + own).params(where.params()).query(Long.class).single();
  }

  private @Nullable DeadLetterSummary end(RedriveScope scope, String direction) {
    Condition where = rows(scope);
    where.and("id > :none", "none", "");
    return reader
        .sql(
            "SELECT "
                + DeadLetterRows.SUMMARY
                + " FROM dead_letter "
                + where.sql()
                + " ORDER BY id "
                + direction
                + " LIMIT 1")
        .params(where.params())
        .query(DeadLetterRows.summaries(cipher))
        .optional()
        .orElse(null);
  }

  private List<Share> shares(RedriveScope scope) {
    boolean counted = scope.ids().isEmpty() && scope.filter().hasGroups();
    Condition where = counted ? JdbcDeadLetterQueries.counters(scope.filter()) : rows(scope);
    String sql =
        """
        SELECT FUNCTION AS named, nullif(trigger_id, '') AS trigger_id, COUNTED AS letters
        FROM TABLE WHERE GROUP BY FUNCTION, trigger_id HAVING COUNTED > 0
        ORDER BY letters DESC, named
        """
            // Rows are found by the filter, not read all in the order of an index of functions.
            .replace("FUNCTION", counted ? "function_name" : "function_name || ''")
            .replace("COUNTED", counted ? "sum(letters)" : "count(*)")
            .replace("TABLE", counted ? "dead_letter_count" : "dead_letter")
            .replace("WHERE", where.sql());
    return reader
        .sql(sql)
        .params(where.params())
        .query((row, _) ->
            new Share(row.getString("named"), row.getString("trigger_id"), row.getLong("letters")))
        .list();
  }
}
