package dev.tripline.adapter.cdc.mariadb;

import dev.tripline.spi.source.SourceUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The files of a server's binary log that are there, oldest first; at least one.
record BinaryLogs(List<File> files) {

  /// @param name such as `mysqld-bin.000003`
  record File(String name, long size) {
    long number() {
      return LogPlace.fileNumber(name);
    }
  }

  static BinaryLogs list(Connection connection) throws SQLException {
    List<File> files = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW BINARY LOGS")) {
      while (rows.next()) {
        files.add(new File(rows.getString(1), rows.getLong(2)));
      }
    }
    if (files.isEmpty()) {
      throw new SourceUnavailableException(
          "the server has no binary log: it needs log_bin and binlog_format=ROW");
    }
    return new BinaryLogs(List.copyOf(files));
  }

  File newest() {
    return files.getLast();
  }

  Optional<File> find(LogPlace place) {
    return files.stream().filter(file -> file.number() == place.file()).findFirst();
  }

  /// The reason why the log cannot be read on there; empty if it can.
  Optional<String> loss(LogPlace place) {
    Optional<File> file = find(place);
    if (file.isEmpty()) {
      return Optional.of(
          "file %06d of the binary log is not there any more; the oldest is %s"
              .formatted(place.file(), files.getFirst().name()));
    }
    return place.position() > file.get().size()
        ? Optional.of(
            "%s ends at %d, before %d, up to which changes were processed: the log was begun anew"
                .formatted(file.get().name(), file.get().size(), place.position()))
        : Optional.empty();
  }

  /// Bytes of the log behind a place.
  long behind(LogPlace place) {
    long bytes =
        files.stream().filter(file -> file.number() >= place.file()).mapToLong(File::size).sum();
    return Math.max(0, bytes - place.position());
  }

  /// The global transactions up to there; empty if the server does not tell.
  static String transactions(Connection connection, File file, long position) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT BINLOG_GTID_POS(?, ?)")) {
      query.setString(1, file.name());
      query.setLong(2, position);
      try (ResultSet row = query.executeQuery()) {
        String known = row.next() ? row.getString(1) : null;
        return known == null ? "" : known;
      }
    }
  }
}
