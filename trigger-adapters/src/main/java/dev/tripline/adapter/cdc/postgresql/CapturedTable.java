package dev.tripline.adapter.cdc.postgresql;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.Capture.Operation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A table that is there and wanted.
///
/// @param owned whether it belongs to a role of the user
/// @param readable whether the user may read its rows
/// @param identified whether updated and deleted rows can be told apart in the log
/// @param partitioned whether its rows are in other tables
record CapturedTable(
    String schema,
    String name,
    boolean owned,
    boolean readable,
    boolean identified,
    boolean partitioned) {
  private static final String TABLES =
      """
      SELECT n.nspname, c.relname, pg_has_role(c.relowner, 'USAGE'), \
      has_table_privilege(c.oid, 'SELECT'), \
      c.relreplident IN ('f', 'i') OR c.relreplident = 'd' AND EXISTS \
      (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary), \
      c.relkind = 'p' \
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
      WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' \
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2\
      """;

  /// The file of a table is as old as the table and has no page, and nobody has counted its rows: that
  /// holds only until the first row is written.
  private static final String UNTOUCHED =
      """
      SELECT coalesce(bool_and(pg_relation_size(c.oid) = 0 AND c.reltuples < 0 \
      AND c.relfilenode = c.oid), true) \
      FROM pg_catalog.pg_class c WHERE c.relkind = 'r' AND (c.oid = ?::regclass \
      OR c.oid IN (SELECT relid FROM pg_catalog.pg_partition_tree(?::regclass)))\
      """;

  static List<CapturedTable> all(Connection connection, Capture capture) throws SQLException {
    List<CapturedTable> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        if (capture.covers(rows.getString(1), rows.getString(2))) {
          tables.add(
              new CapturedTable(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getBoolean(3),
                  rows.getBoolean(4),
                  rows.getBoolean(5),
                  rows.getBoolean(6)));
        }
      }
    }
    return tables;
  }

  /// The reason why the tables must not be published: PostgreSQL refuses updates and deletes of a
  /// published table whose rows it cannot name. Empty if they may be.
  static Optional<String> danger(List<CapturedTable> tables, Capture capture) {
    if (!capture.operations().contains(Operation.UPDATE)
        && !capture.operations().contains(Operation.DELETE)) {
      return Optional.empty();
    }
    List<String> unnamed =
        tables.stream().filter(table -> !table.identified()).map(CapturedTable::plain).toList();
    return unnamed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: without a primary key, the server would refuse updates and deletes there once they"
                    .formatted(String.join(", ", unnamed))
                + " are published; ALTER TABLE … REPLICA IDENTITY FULL, or want INSERT alone");
  }

  /// Whether a row may ever have been written to it. Some tables to which none was are taken for others;
  /// never the other way round, if no one can write meanwhile.
  boolean mayBeWritten(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(UNTOUCHED)) {
      query.setString(1, quoted());
      query.setString(2, quoted());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return !row.getBoolean(1);
      }
    }
  }

  /// `SCHEMA.TABLE`.
  String plain() {
    return schema + "." + name;
  }

  /// As SQL writes it.
  String quoted() {
    return Publication.quoted(schema) + "." + Publication.quoted(name);
  }
}
