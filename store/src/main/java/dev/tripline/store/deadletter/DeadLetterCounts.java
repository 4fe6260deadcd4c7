package dev.tripline.store.deadletter;

import dev.tripline.store.engine.Database;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The number of dead letters of each sort, kept in the transaction that adds or removes them.
///
/// Each sort has a few rows, the slots, whose sum counts: so writers of the same sort seldom wait for
/// one another. A transaction locks rows of one slot, in the order of the sorts, and therefore never
/// meets another one in a deadlock.
public final class DeadLetterCounts {
  private static final int SLOTS = 8;
  private static final String ADD =
      """
      INSERT INTO dead_letter_count (function_name, trigger_id, reason, error_type, slot, letters)
      VALUES (:function, :trigger, :reason, :error, :slot, :letters)
      ON CONFLICT (function_name, trigger_id, reason, error_type, slot)
      DO UPDATE SET letters = dead_letter_count.letters + excluded.letters
      """;

  private static final String OF_SORT =
      " WHERE function_name = :function AND trigger_id = :trigger AND reason = :reason"
          + " AND error_type = :error";

  private static final String NO_LETTERS =
      """
      SELECT function_name, trigger_id, reason, error_type FROM dead_letter_count
      GROUP BY function_name, trigger_id, reason, error_type HAVING sum(letters) = 0
      """;

  private DeadLetterCounts() {}

  /// The properties that are counted apart; an empty text stands for none.
  public record Sort(String function, String trigger, String reason, String errorType) {
    private static final Comparator<Sort> ORDER =
        Comparator.comparing(Sort::function)
            .thenComparing(Sort::trigger)
            .thenComparing(Sort::reason)
            .thenComparing(Sort::errorType);

    private Map<String, Object> params() {
      return Map.of("function", function, "trigger", trigger, "reason", reason, "error", errorType);
    }
  }

  /// Adds one for each element, or takes one away.
  ///
  /// @param sign 1 or -1
  static void change(JdbcClient sql, List<Sort> letters, int sign) {
    Map<Sort, Integer> changes = new TreeMap<>(Sort.ORDER);
    letters.forEach(sort -> changes.merge(sort, sign, Integer::sum));
    long slot = Thread.currentThread().threadId() % SLOTS;
    changes.forEach((sort, change) ->
        sql.sql(ADD).params(sort.params()).param("slot", slot).param("letters", change).update());
  }

  /// Removes the rows of sorts that have no letters any more, and answers how many.
  public static int forgetEmpty(Database database) {
    List<Sort> empty =
        database
            .reader()
            .sql(NO_LETTERS)
            .query((row, _) ->
                new Sort(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
            .list();
    return empty.stream().mapToInt(sort -> database.write(sql -> forget(sql, sort))).sum();
  }

  /// Locks the rows that are there and looks again: a sum of 0 can be taken away whatever is added
  /// meanwhile in other slots.
  private static int forget(JdbcClient sql, Sort sort) {
    List<Slot> slots =
        sql.sql(
                "UPDATE dead_letter_count SET letters = letters"
                    + OF_SORT
                    + " RETURNING slot, letters")
            .params(sort.params())
            .query((row, _) -> new Slot(row.getInt(1), row.getLong(2)))
            .list();
    if (slots.isEmpty() || slots.stream().mapToLong(Slot::letters).sum() != 0) {
      return 0;
    }
    return sql.sql("DELETE FROM dead_letter_count" + OF_SORT + " AND slot IN (:slots)")
        .params(sort.params())
        .param("slots", slots.stream().map(Slot::number).toList())
        .update();
  }

  private record Slot(int number, long letters) {}
}
