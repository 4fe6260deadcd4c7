package dev.tripline.adapter.cdc.postgresql;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.Suitability;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Looks at the settings of a PostgreSQL server and the rights of the user there.
final class PostgresSuitability {
  private static final int OLDEST = 14;

  private static final String SERVER =
      """
      SELECT current_setting('server_version_num')::int / 10000, current_setting('wal_level'), \
      rolsuper OR rolreplication OR EXISTS (SELECT 1 FROM pg_catalog.pg_roles granted \
      WHERE granted.rolname = 'rds_replication' AND pg_has_role(granted.oid, 'MEMBER')), \
      has_database_privilege(current_database(), 'CREATE'), \
      current_setting('max_replication_slots')::int \
      - (SELECT count(*) FROM pg_catalog.pg_replication_slots), \
      current_setting('max_wal_senders')::int \
      - (SELECT count(*) FROM pg_catalog.pg_stat_replication), \
      current_setting('max_slot_wal_keep_size') \
      FROM pg_catalog.pg_roles WHERE rolname = current_user\
      """;

  private final List<String> refusals = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private PostgresSuitability() {}

  static Suitability of(Connection connection, PostgresChanges.Names names, Capture capture)
      throws SQLException {
    var found = new PostgresSuitability();
    boolean mayMake = found.lookAtServer(connection, names);
    found.lookAtTables(CapturedTable.all(connection, capture), names, capture, mayMake);
    if (!names.own() && PublicationState.find(connection, names.publication()).isEmpty()) {
      found.warnings.add("there is no publication %s yet".formatted(names.publication()));
    }
    return new Suitability(found.refusals, found.warnings);
  }

  /// @return whether the user may make a publication
  private boolean lookAtServer(Connection connection, PostgresChanges.Names names)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SERVER)) {
      row.next();
      refuse(
          row.getInt(1) < OLDEST,
          "PostgreSQL %d is too old: %d is the oldest".formatted(row.getInt(1), OLDEST));
      refuse(
          !row.getString(2).equals("logical"),
          "the server's wal_level is %s, and must be logical (a restart of the server)"
              .formatted(row.getString(2)));
      refuse(
          !row.getBoolean(3),
          "the user may not read the log: ALTER ROLE … REPLICATION, or on RDS GRANT"
              + " rds_replication");
      if (Slot.find(connection, names.slot()).isEmpty()) {
        warn(row.getInt(5) < 1, "no replication slot is free: raise max_replication_slots");
      }
      warn(row.getInt(6) < 1, "no sender of log is free: raise max_wal_senders");
      warn(
          row.getString(7).equals("-1"),
          "max_slot_wal_keep_size is not set: while the trigger is paused or fails, the server"
              + " keeps all of its log, until its disk is full");
      return row.getBoolean(4);
    }
  }

  private void lookAtTables(
      List<CapturedTable> tables,
      PostgresChanges.Names names,
      Capture capture,
      boolean mayMakePublication) {
    if (tables.isEmpty()) {
      warnings.add("there is no table yet that %s names".formatted(capture.tables()));
      return;
    }
    if (names.own()) {
      CapturedTable.danger(tables, capture).ifPresent(refusals::add);
      warn(
          !mayMakePublication,
          "the user may not make a publication: GRANT CREATE ON DATABASE …, or name one that is"
              + " there");
      String others = those(tables, table -> !table.owned());
      warn(
          !others.isEmpty(),
          "the user does not own %s and cannot publish it: name a publication that is there"
              .formatted(others));
    }
    String unread = capture.snapshot() ? those(tables, table -> !table.readable()) : "";
    warn(!unread.isEmpty(), "the user has no SELECT on %s for the snapshot".formatted(unread));
  }

  private static String those(List<CapturedTable> tables, Predicate<CapturedTable> which) {
    return String.join(
        ", ", tables.stream().filter(which).map(one -> one.schema() + "." + one.name()).toList());
  }

  private void refuse(boolean reason, String text) {
    if (reason) {
      refusals.add(text);
    }
  }

  private void warn(boolean reason, String text) {
    if (reason) {
      warnings.add(text);
    }
  }
}
