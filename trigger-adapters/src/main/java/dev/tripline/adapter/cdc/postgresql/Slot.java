package dev.tripline.adapter.cdc.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A logical replication slot as the server shows it.
///
/// @param reader the process that reads it now; null if none does
/// @param confirmed up to where a reader has confirmed all; null once it is lost
/// @param lost whether log that it needs is removed
/// @param kept bytes of the log that are kept for it; 0 if it is lost
record Slot(
    String plugin, @Nullable Integer reader, @Nullable Long confirmed, boolean lost, long kept) {
  private static final String STATE =
      """
      SELECT plugin, active_pid, confirmed_flush_lsn::text, \
      wal_status = 'lost' OR restart_lsn IS NULL, \
      coalesce(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() \
      ELSE pg_current_wal_lsn() END, restart_lsn), 0)::bigint, \
      database = current_database() \
      FROM pg_catalog.pg_replication_slots WHERE slot_name = ? AND slot_type = 'logical'\
      """;

  /// Empty if there is no such slot in this database.
  static Optional<Slot> find(Connection connection, String name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(STATE)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next() || !row.getBoolean(6)) {
          return Optional.empty();
        }
        int reader = row.getInt(2);
        boolean read = !row.wasNull();
        String confirmed = row.getString(3);
        return Optional.of(
            new Slot(
                row.getString(1),
                read ? reader : null,
                confirmed == null ? null : PostgresNumbers.parse(confirmed),
                row.getBoolean(4),
                row.getLong(5)));
      }
    }
  }

  /// Makes the slot, and answers the position from which on it keeps everything. Waits for transactions
  /// that run.
  static long create(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT lsn::text FROM pg_create_logical_replication_slot(?, 'pgoutput')")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return PostgresNumbers.parse(row.getString(1));
      }
    }
  }

  static void drop(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
      query.setString(1, name);
      query.execute();
    }
  }

  /// Ends its reader, if there is one: a node whose lease is over, but whose connection is not.
  void freeFrom(Connection connection) throws SQLException {
    if (reader != null) {
      try (PreparedStatement query =
          connection.prepareStatement("SELECT pg_terminate_backend(?, 5000)")) {
        query.setInt(1, reader);
        query.execute();
      }
    }
  }
}
