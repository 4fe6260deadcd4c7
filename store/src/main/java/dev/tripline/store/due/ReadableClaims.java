package dev.tripline.store.due;

import dev.tripline.store.engine.Database;
import dev.tripline.store.event.StoreEvents;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Claims of rows of which some cannot be read, since their key is missing or they were changed. Such a row
/// stays, is given back in the transaction of its claim and comes again some minutes later: others do not
/// wait for it, except those of its own group, and no try is counted. Safe for many threads.
public final class ReadableClaims {
  private static final Logger LOG = LoggerFactory.getLogger(ReadableClaims.class);
  private static final Duration LATER = Duration.ofMinutes(5);
  private static final int CLAIMS_AT_ONCE = 16;
  private static final int MOST_TOLD = 1_000;

  private static final String GIVE_BACK =
      """
      UPDATE TABLE SET state = 0, owner = NULL, due_at = :later + NOW
      WHERE sequence IN (:sequences) AND state + 0 = 1
      """;

  private final Database database;
  private final StoreEvents events;
  private final String table;
  private final String id;
  private final Set<Long> told = ConcurrentHashMap.newKeySet();

  /// @param table with rows that are claimed
  /// @param id the column with what people call a row
  public ReadableClaims(Database database, StoreEvents events, String table, String id) {
    this.database = database;
    this.events = events;
    this.table = table;
    this.id = id;
  }

  /// Reads a row.
  @FunctionalInterface
  public interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// Claims rows within the transaction and reads them by the mapper.
  @FunctionalInterface
  public interface Claim<T> {
    List<Optional<T>> with(JdbcClient sql, RowMapper<Optional<T>> rows);
  }

  /// @param rows those that can be read
  /// @param found the number of all
  /// @param lastDue the highest due time of all; 0 if there are none
  public record Claimed<T>(List<T> rows, int found, long lastDue) {}

  private record Unread(long sequence, String id, RuntimeException why) {}

  /// Claims once, or a few times as long as nothing of what is found can be read. Blocking.
  public <T> Claimed<T> claim(Reader<T> reader, Claim<T> claim) {
    Claimed<T> claimed = once(reader, claim);
    for (int more = 1; more < CLAIMS_AT_ONCE && noneOf(claimed); more++) {
      claimed = once(reader, claim);
    }
    return claimed;
  }

  private static boolean noneOf(Claimed<?> claimed) {
    return claimed.rows.isEmpty() && claimed.found > 0;
  }

  private <T> Claimed<T> once(Reader<T> reader, Claim<T> claim) {
    List<Unread> unread = new ArrayList<>();
    Claimed<T> claimed =
        database.write(sql -> {
          unread.clear();
          List<Long> due = new ArrayList<>();
          List<T> read =
              claim
                  .with(
                      sql,
                      (row, _) -> {
                        due.add(row.getLong("due_at"));
                        return read(reader, row, unread);
                      })
                  .stream()
                  .flatMap(Optional::stream)
                  .toList();
          giveBack(sql, unread);
          long last = due.stream().mapToLong(Long::longValue).max().orElse(0);
          return new Claimed<>(read, due.size(), last);
        });
    unread.forEach(this::tell);
    return claimed;
  }

  private <T> Optional<T> read(Reader<T> reader, ResultSet row, List<Unread> unread)
      throws SQLException {
    try {
      return Optional.of(reader.read(row));
    } catch (RuntimeException e) {
      unread.add(new Unread(row.getLong("sequence"), row.getString(id), e));
      return Optional.empty();
    }
  }

  private void giveBack(JdbcClient sql, List<Unread> unread) {
    if (!unread.isEmpty()) {
      sql.sql(GIVE_BACK.replace("TABLE", table).replace("NOW", database.now()))
          .param("later", LATER.toMillis())
          .param("sequences", unread.stream().map(Unread::sequence).toList())
          .update();
    }
  }

  private void tell(Unread row) {
    events.counters().unreadable.increment();
    if (told.size() < MOST_TOLD && told.add(row.sequence)) {
      LOG.warn(
          "{} {} ({}) cannot be read; it stays and is looked at again every {}: {}",
          table,
          row.sequence,
          row.id,
          LATER,
          row.why.getMessage());
    }
  }
}
