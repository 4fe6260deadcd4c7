package dev.tripline.adapter.cdc.mariadb;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.Suitability;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Looks at the settings of a MariaDB server and the rights of the user there.
final class MariaDbSuitability {
  private static final Duration SHORT = Duration.ofDays(1);

  private static final String SERVER =
      "SELECT @@log_bin, @@binlog_format, @@binlog_row_image, @@binlog_expire_logs_seconds";

  private static final String TABLES =
      "SELECT table_name FROM information_schema.tables WHERE table_schema = ?"
          + " AND table_type = 'BASE TABLE'";

  private final List<String> refusals = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private MariaDbSuitability() {}

  /// @param database its name
  static Suitability of(Connection connection, String database, Capture capture)
      throws SQLException {
    var found = new MariaDbSuitability();
    String version = ask(connection, "SELECT VERSION()");
    if (!version.toLowerCase(Locale.ROOT).contains("mariadb")) {
      found.refusals.add(
          "the server is %s, no MariaDB: the log of MySQL is not read".formatted(version));
      return new Suitability(found.refusals, List.of());
    }
    found.lookAtServer(connection);
    found.lookAtRights(connection, capture);
    if (!found.hasTable(connection, database, capture)) {
      found.warnings.add(
          "there is no table yet that %s names, or the user has no SELECT on it"
              .formatted(capture.tables()));
    }
    return new Suitability(found.refusals, found.warnings);
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private void lookAtServer(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SERVER)) {
      row.next();
      if (!row.getBoolean(1)) {
        refusals.add("the server writes no binary log: it needs log_bin (a restart of the server)");
        return;
      }
      if (!row.getString(2).equals("ROW")) {
        refusals.add(
            "the server's binlog_format is %s, and must be ROW: statements do not say which rows they"
                    .formatted(row.getString(2))
                + " change");
      }
      if (!row.getString(3).equals("FULL")) {
        refusals.add(
            "the server's binlog_row_image is %s, and must be FULL".formatted(row.getString(3)));
      }
      Duration kept = Duration.ofSeconds(row.getLong(4));
      if (kept.isPositive() && kept.compareTo(SHORT) < 0) {
        warnings.add(
            "the server removes its log after %d minutes (binlog_expire_logs_seconds): a trigger that"
                    .formatted(kept.toMinutes())
                + " is paused or fails for longer loses changes");
      }
    }
  }

  private void lookAtRights(Connection connection, Capture capture) throws SQLException {
    List<String> granted = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW GRANTS")) {
      while (rows.next()) {
        String grant = rows.getString(1);
        int on = grant.indexOf(" ON *.* ");
        if (grant.startsWith("GRANT ") && on > 0) {
          granted.addAll(List.of(grant.substring("GRANT ".length(), on).split(", ")));
        }
      }
    }
    if (granted.contains("ALL PRIVILEGES")) {
      return;
    }
    if (!granted.contains("REPLICATION SLAVE")) {
      refusals.add("the user may not read the log: GRANT REPLICATION SLAVE ON *.*");
    }
    if (!granted.contains("BINLOG MONITOR") && !granted.contains("REPLICATION CLIENT")) {
      refusals.add("the user may not see which logs there are: GRANT BINLOG MONITOR ON *.*");
    }
    if (capture.snapshot() && !granted.contains("RELOAD")) {
      warnings.add("the user may not hold still the tables for a snapshot: GRANT RELOAD ON *.*");
    }
  }

  private boolean hasTable(Connection connection, String database, Capture capture)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(TABLES)) {
      query.setString(1, database);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          if (capture.covers(database, rows.getString(1))) {
            return true;
          }
        }
        return false;
      }
    }
  }
}
