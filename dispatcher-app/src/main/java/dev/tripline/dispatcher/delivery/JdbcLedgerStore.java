package dev.tripline.dispatcher.delivery;

import static java.util.stream.Collectors.joining;

import dev.tripline.delivery.ledger.Counts;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.LedgerStore;
import dev.tripline.store.engine.BoundedDelete;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The ledger as rows of a table, on either engine: each node writes rows of its own.
final class JdbcLedgerStore implements LedgerStore {
  private static final String COLUMNS = each("%s", ", ");
  private static final String ADD =
      "INSERT INTO trigger_ledger (trigger_id, minute, node, held, "
          + COLUMNS
          + ") VALUES (:trigger, :minute, :node, :held, "
          + each(":%s", ", ")
          + ") ON CONFLICT (trigger_id, minute, node) DO UPDATE SET held = excluded.held, "
          + each("%1$s = trigger_ledger.%1$s + excluded.%1$s", ", ");

  private static final String GIVE_BACK =
      """
      INSERT INTO trigger_ledger (trigger_id, minute, node, held, returned)
      SELECT trigger_id, :minute, node, 0, held FROM trigger_ledger t
      WHERE node = :node AND held <> 0 AND minute = (SELECT max(minute) FROM trigger_ledger
        WHERE node = :node AND trigger_id = t.trigger_id)
      ON CONFLICT (trigger_id, minute, node) DO UPDATE
      SET held = 0, returned = trigger_ledger.returned + excluded.returned
      """;

  /// Ends that the store settled, of which nothing is in flight: rows beside those of the node.
  private static final String ADD_SETTLED =
      "INSERT INTO trigger_ledger (trigger_id, minute, node, held, "
          + COLUMNS
          + ") VALUES (:trigger, :minute, :node, 0, "
          + each(":%s", ", ")
          + ") ON CONFLICT (trigger_id, minute, node) DO UPDATE SET "
          + each("%1$s = trigger_ledger.%1$s + excluded.%1$s", ", ");

  private static final String MARK_INEXACT =
      """
      INSERT INTO trigger_ledger (trigger_id, minute, node, held, inexact)
      SELECT DISTINCT trigger_id, :minute, node, 0, 1 FROM trigger_ledger WHERE node = :node
      ON CONFLICT (trigger_id, minute, node) DO UPDATE SET inexact = 1
      """;

  private static final String READ =
      """
      SELECT * FROM trigger_ledger t WHERE trigger_id = :trigger AND minute < :to
      AND (minute >= :from OR minute = (SELECT max(minute) FROM trigger_ledger
        WHERE node = t.node AND trigger_id = :trigger AND minute < :from))
      ORDER BY minute
      """;

  private static final String FORGET =
      """
      DELETE FROM trigger_ledger WHERE (trigger_id, minute, node) IN (
        SELECT trigger_id, minute, node FROM trigger_ledger WHERE minute < :before LIMIT :limit)
      """;

  private final StoreWriter writer;
  private final JdbcClient reader;
  private final InstantSource clock;

  /// @param clock the store's
  JdbcLedgerStore(StoreWriter writer, JdbcClient reader, InstantSource clock) {
    this.writer = writer;
    this.reader = reader;
    this.clock = clock;
  }

  private static String each(String format, String separator) {
    Function<Entry, String> text = entry -> format.formatted(entry.text());
    return Arrays.stream(Entry.values()).map(text).collect(joining(separator));
  }

  @Override
  public void open(String node, Duration length) {
    long until = clock.millis() + length.toMillis();
    writer.write(sql ->
        sql.sql("INSERT INTO ledger_node (node, expires_at) VALUES (:node, :until)")
            .param("node", node)
            .param("until", until)
            .update());
  }

  @Override
  public boolean add(String node, Duration length, List<Row> rows) {
    long until = clock.millis() + length.toMillis();
    return writer.write(sql -> {
      int heard =
          sql.sql("UPDATE ledger_node SET expires_at = :until WHERE node = :node")
              .param("until", until)
              .param("node", node)
              .update();
      if (heard == 0) {
        return false;
      }
      for (Row row : rows) {
        sql.sql(ADD).params(params(node, row)).update();
      }
      return true;
    });
  }

  /// Adds ends that a transaction of the store settles, within it. They change nothing of what is in
  /// flight.
  void addSettled(JdbcClient sql, String node, Row row) {
    sql.sql(ADD_SETTLED).params(params(node, row)).update();
  }

  private static Map<String, Object> params(String node, Row row) {
    Map<String, Object> params = new HashMap<>();
    params.put("trigger", row.triggerId());
    params.put("minute", row.minute());
    params.put("node", node);
    params.put("held", row.held());
    for (Entry entry : Entry.values()) {
      params.put(entry.text(), row.change().of(entry));
    }
    return params;
  }

  @Override
  public void close(String node, long minute) {
    close(node, minute, Long.MAX_VALUE);
  }

  @Override
  public int closeDead(long minute) {
    long now = clock.millis();
    List<String> dead =
        reader
            .sql("SELECT node FROM ledger_node WHERE expires_at < :now")
            .param("now", now)
            .query((row, _) -> row.getString("node"))
            .list();
    return (int) dead.stream().filter(node -> close(node, minute, now)).count();
  }

  private boolean close(String node, long minute, long silentSince) {
    return writer.write(sql -> {
      int gone =
          sql.sql("DELETE FROM ledger_node WHERE node = :node AND expires_at < :since")
              .param("node", node)
              .param("since", silentSince)
              .update();
      if (gone == 1) {
        sql.sql(GIVE_BACK).param("node", node).param("minute", minute).update();
        if (silentSince != Long.MAX_VALUE) {
          sql.sql(MARK_INEXACT).param("node", node).param("minute", minute).update();
        }
      }
      return gone == 1;
    });
  }

  @Override
  public List<Read> read(String triggerId, Instant from, Instant to) {
    return reader
        .sql(READ)
        .param("trigger", triggerId)
        .param("from", from.toEpochMilli())
        .param("to", to.toEpochMilli())
        .query((row, _) ->
            new Read(
                row.getLong("minute"),
                row.getString("node"),
                counts(row),
                row.getLong("held"),
                row.getInt("inexact") == 1))
        .list();
  }

  private static Counts counts(ResultSet row) throws SQLException {
    Map<Entry, Long> counts = new HashMap<>();
    for (Entry entry : Entry.values()) {
      counts.put(entry, row.getLong(entry.text()));
    }
    return Counts.of(entry -> counts.getOrDefault(entry, 0L));
  }

  @Override
  public int forget(Instant before) {
    return BoundedDelete.run(writer, FORGET, Map.of("before", before.toEpochMilli()));
  }
}
