package dev.tripline.adapter.cdc.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A publication as the server shows it; tables as SQL writes them.
///
/// @param operations in lower-case letters
/// @param members the tables that were put in one by one
/// @param shown the tables whose rows are shown, the parts of members and those of a whole schema too
record PublicationState(Set<String> operations, Set<String> members, Set<String> shown) {
  private static final String OPERATIONS =
      "SELECT pubinsert, pubupdate, pubdelete, pubtruncate FROM pg_catalog.pg_publication"
          + " WHERE pubname = ?";

  private static final String MEMBERS =
      """
      SELECT n.nspname, c.relname FROM pg_catalog.pg_publication p \
      JOIN pg_catalog.pg_publication_rel m ON m.prpubid = p.oid \
      JOIN pg_catalog.pg_class c ON c.oid = m.prrelid \
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE p.pubname = ?\
      """;

  private static final String SHOWN =
      "SELECT schemaname, tablename FROM pg_catalog.pg_publication_tables WHERE pubname = ?";

  /// Empty if there is no such publication.
  static Optional<PublicationState> find(Connection connection, String name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(OPERATIONS)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        Set<String> operations = new TreeSet<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          if (row.getBoolean(i)) {
            operations.add(row.getMetaData().getColumnName(i).substring("pub".length()));
          }
        }
        return Optional.of(
            new PublicationState(
                operations, tables(connection, MEMBERS, name), tables(connection, SHOWN, name)));
      }
    }
  }

  private static Set<String> tables(Connection connection, String sql, String name)
      throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          tables.add(
              Publication.quoted(rows.getString(1)) + "." + Publication.quoted(rows.getString(2)));
        }
      }
    }
    return tables;
  }

  boolean shows(CapturedTable table) {
    return members.contains(table.quoted()) || shown.contains(table.quoted());
  }
}
