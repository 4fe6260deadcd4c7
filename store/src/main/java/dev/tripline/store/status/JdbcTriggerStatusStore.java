package dev.tripline.store.status;

import dev.tripline.spi.store.TriggerStatusStore;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.cipher.UnreadableValueException;
import dev.tripline.store.engine.Database;
import dev.tripline.store.lease.Claims;
import java.lang.management.ManagementFactory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The state of triggers on either engine. A row belongs to its node's lease, so it is void with it.
public final class JdbcTriggerStatusStore implements TriggerStatusStore {
  private static final SealedColumn DOCUMENT =
      SealedColumn.text("trigger_status", "document", List.of("trigger_id", "owner"), "trigger_id");
  public static final List<SealedColumn> SEALED = List.of(DOCUMENT);

  private static final String INSERT =
      """
      INSERT INTO trigger_status (trigger_id, owner, node, state, document, reported_at)
      VALUES (:trigger, :epoch, :node, :state, :document, NOW)
      """;

  private final Database database;
  private final Claims claims;
  private final String node = ManagementFactory.getRuntimeMXBean().getName();

  public JdbcTriggerStatusStore(Database database, Claims claims) {
    this.database = database;
    this.claims = claims;
  }

  @Override
  public void report(List<Report> reports) {
    long epoch = claims.epoch().getAsLong();
    database.write(sql -> {
      String insert = INSERT.replace("NOW", database.now());
      sql.sql("DELETE FROM trigger_status WHERE owner = :epoch").param("epoch", epoch).update();
      for (Report report : reports) {
        sql.sql(insert)
            .param("trigger", report.triggerId())
            .param("epoch", epoch)
            .param("node", node)
            .param("state", report.state())
            .param(
                "document", database.cipher().seal(DOCUMENT, report.document(), report.triggerId()))
            .update();
      }
      return reports.size();
    });
  }

  @Override
  public List<NodeReport> of(String triggerId) {
    return readable(
        database
            .reader()
            .sql(living("trigger_id = :trigger AND") + " ORDER BY node, owner")
            .param("trigger", triggerId));
  }

  @Override
  public List<NodeReport> all() {
    return readable(database.reader().sql(living("") + " ORDER BY trigger_id, node, owner"));
  }

  private List<NodeReport> readable(JdbcClient.StatementSpec rows) {
    return rows
        .param("epoch", claims.epoch().getAsLong())
        .query((row, _) -> read(row))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private String living(String condition) {
    return "SELECT * FROM trigger_status WHERE %s NOT (%s)".formatted(condition, claims.isVoid());
  }

  @Override
  public void clear(String triggerId) {
    database.write(sql ->
        sql.sql("DELETE FROM trigger_status WHERE trigger_id = :trigger")
            .param("trigger", triggerId)
            .update());
  }

  /// Removes the rows of dead nodes, node by node, and answers how many.
  public int forgetDead() {
    long epoch = claims.epoch().getAsLong();
    List<Long> dead =
        database
            .reader()
            .sql("SELECT DISTINCT owner FROM trigger_status WHERE " + claims.isVoid())
            .param("epoch", epoch)
            .query((row, _) -> row.getLong(1))
            .list();
    return dead.stream()
        .mapToInt(owner ->
            database.write(sql ->
                sql.sql("DELETE FROM trigger_status WHERE owner = :owner")
                    .param("owner", owner)
                    .update()))
        .sum();
  }

  /// Empty if it cannot be decrypted: its node reports again in a moment.
  private Optional<NodeReport> read(ResultSet row) throws SQLException {
    String trigger = row.getString("trigger_id");
    try {
      String document = database.cipher().open(DOCUMENT, row.getString("document"), trigger);
      return Optional.of(
          new NodeReport(
              row.getString("node"),
              Instant.ofEpochMilli(row.getLong("reported_at")),
              new Report(trigger, row.getString("state"), document)));
    } catch (UnreadableValueException _) {
      return Optional.empty();
    }
  }
}
