package dev.tripline.store.deadletter;

import dev.tripline.spi.deadletter.DeadLetterClass;
import dev.tripline.spi.deadletter.DeadLetterClass.State;
import dev.tripline.spi.deadletter.DeadLetterClasses;
import dev.tripline.store.cipher.PayloadCipher;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The changes of classes of dead letters in one transaction: first the class of each letter is looked up,
/// and at the end all is written, the classes in the order of their ids and then their counters, so that no
/// two transactions wait for one another. A letter more costs a look at the class and one write of a counter;
/// the row of the class is written for a new class, a resolved one, and every ten seconds.
final class ClassChanges {
  private static final int SLOTS = 8;
  private static final long TOUCHED_EVERY = 10_000;
  static final long HOUR = 3_600_000;
  private static final String FIND =
      "SELECT state, first_at, touched_at FROM dead_letter_class WHERE id = :id";

  private static final String HAS_ENOUGH =
      """
      SELECT count(*) FROM (
        SELECT 1 FROM dead_letter_class WHERE function_name = :function LIMIT :most) AS found
      """;

  private static final String TOUCH =
      """
      UPDATE dead_letter_class SET
        first_at = CASE WHEN first_at > :first THEN :first ELSE first_at END,
        touched_at = CASE WHEN touched_at < :last THEN :last ELSE touched_at END,
        state_since = CASE WHEN state = 'RESOLVED' AND :opens = 1 THEN :last ELSE state_since END,
        state = CASE WHEN state = 'RESOLVED' AND :opens = 1 THEN 'OPEN' ELSE state END
      WHERE id = :id
      """;

  private static final String INSERT =
      """
      INSERT INTO dead_letter_class (id, function_name, qualifier, error_type, message, other, state,
        state_since, first_at, touched_at)
      VALUES (:id, :function, :qualifier, :error, :message, :other, 'OPEN', :last, :first, :last)
      ON CONFLICT (id) DO NOTHING
      """;

  private static final String COUNT =
      """
      INSERT INTO dead_letter_class_count (class_id, slot, place, hour, fresh, alive, total, last_at)
      VALUES (:class, :slot, :place, :hour, :fresh, :alive, :fresh, :last)
      ON CONFLICT (class_id, slot, place) DO UPDATE SET
        fresh = CASE WHEN dead_letter_class_count.hour = excluded.hour
            THEN dead_letter_class_count.fresh + excluded.fresh
          WHEN dead_letter_class_count.hour < excluded.hour THEN excluded.fresh
          ELSE dead_letter_class_count.fresh END,
        hour = CASE WHEN dead_letter_class_count.hour < excluded.hour THEN excluded.hour
          ELSE dead_letter_class_count.hour END,
        alive = dead_letter_class_count.alive + excluded.alive,
        total = dead_letter_class_count.total + excluded.total,
        last_at = CASE WHEN dead_letter_class_count.last_at < excluded.last_at THEN excluded.last_at
          ELSE dead_letter_class_count.last_at END
      """;

  private final JdbcClient sql;
  private final PayloadCipher cipher;
  private final boolean opens;
  private final Map<ErrorClass, String> ids = new HashMap<>();
  private final Map<String, Arrivals> arrived = new TreeMap<>();
  private final Map<String, Integer> gone = new TreeMap<>();

  /// @param opens whether a letter opens a resolved class again
  ClassChanges(JdbcClient sql, PayloadCipher cipher, boolean opens) {
    this.sql = sql;
    this.cipher = cipher;
    this.opens = opens;
  }

  private record Known(boolean resolved, long firstAt, long touchedAt) {}

  /// The letters that a class has more, by the hour of their death.
  private static final class Arrivals {
    final ErrorClass meant;
    final @Nullable Known known;
    final Map<Long, Integer> byHour = new TreeMap<>();
    long first = Long.MAX_VALUE;
    long last;

    Arrivals(ErrorClass meant, @Nullable Known known) {
      this.meant = meant;
      this.known = known;
    }
  }

  /// The id of the class, or of the class of all others if the function has no class left.
  String idOf(ErrorClass meant) {
    String id = ids.get(meant);
    if (id == null) {
      id = lookUp(meant);
      ids.put(meant, id);
    }
    return id;
  }

  private String lookUp(ErrorClass meant) {
    String id = meant.id();
    Known known = find(id);
    if (known == null && !meant.isOther() && hasEnough(meant.function())) {
      return idOf(ErrorClass.other(meant.function()));
    }
    arrived.put(id, new Arrivals(meant, known));
    return id;
  }

  private @Nullable Known find(String id) {
    return sql.sql(FIND)
        .param("id", id)
        .query((row, _) ->
            new Known(
                row.getString("state").equals(State.RESOLVED.name()),
                row.getLong("first_at"),
                row.getLong("touched_at")))
        .optional()
        .orElse(null);
  }

  /// Nodes that look at the same time may make a few more.
  private boolean hasEnough(String function) {
    int most = DeadLetterClasses.MOST_OF_A_FUNCTION;
    int there =
        sql.sql(HAS_ENOUGH)
            .param("function", function)
            .param("most", most)
            .query(Integer.class)
            .single();
    long planned =
        arrived.values().stream()
            .filter(one -> one.known == null && one.meant.function().equals(function))
            .count();
    return there + planned >= most;
  }

  /// @param id as [#idOf] answered it
  void add(String id, Instant diedAt) {
    Arrivals arrivals = arrived.get(id);
    if (arrivals == null) {
      throw new IllegalArgumentException("class " + id + " was not looked up");
    }
    long at = diedAt.toEpochMilli();
    arrivals.first = Math.min(arrivals.first, at);
    arrivals.last = Math.max(arrivals.last, at);
    arrivals.byHour.merge(Math.floorDiv(at, HOUR), 1, Integer::sum);
  }

  /// @param id null for a letter without a class
  void remove(@Nullable String id) {
    if (id != null) {
      gone.merge(id, 1, Integer::sum);
    }
  }

  /// Writes all of it.
  void write() {
    arrived.values().removeIf(arrivals -> arrivals.byHour.isEmpty());
    arrived.forEach(this::keep);
    long slot = Thread.currentThread().threadId() % SLOTS;
    arrived.forEach((id, arrivals) ->
        arrivals.byHour.forEach(
            (hour, letters) -> count(id, slot, hour, letters, letters, arrivals.last)));
    gone.forEach((id, letters) -> count(id, slot, 0, 0, -letters, 0));
  }

  private void keep(String id, Arrivals arrivals) {
    Known known = arrivals.known;
    boolean current =
        known != null
            && !(known.resolved && opens)
            && arrivals.first >= known.firstAt
            && arrivals.last < known.touchedAt + TOUCHED_EVERY;
    if (current || (known != null && touch(id, arrivals))) {
      return;
    }
    int inserted =
        sql.sql(INSERT)
            .param("id", id)
            .param("function", arrivals.meant.function())
            .param("qualifier", arrivals.meant.qualifier())
            .param("error", arrivals.meant.errorType())
            .param("message", cipher.seal(DeadLetterRows.MESSAGE, arrivals.meant.message(), id))
            .param("other", arrivals.meant.isOther() ? 1 : 0)
            .param("first", arrivals.first)
            .param("last", arrivals.last)
            .update();
    if (inserted == 0) {
      touch(id, arrivals); // another has just made it
    }
  }

  private boolean touch(String id, Arrivals arrivals) {
    return sql.sql(TOUCH)
            .param("id", id)
            .param("first", arrivals.first)
            .param("last", arrivals.last)
            .param("opens", opens ? 1 : 0)
            .update()
        == 1;
  }

  private void count(String id, long slot, long hour, int fresh, int alive, long last) {
    sql.sql(COUNT)
        .param("class", id)
        .param("slot", slot)
        .param("place", hour % DeadLetterClass.HOURS)
        .param("hour", hour)
        .param("fresh", fresh)
        .param("alive", alive)
        .param("last", last)
        .update();
  }
}
