package dev.tripline.adapter.cdc.postgresql;

import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.spi.source.SourceUnavailableException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// Makes a connection for a request, beside those of the engine. Blocking; safe for many threads.
///
/// @param server the database
record PostgresConnections(DatabaseServer server) {

  /// @throws SourceUnavailableException if the server is out of reach or refuses
  <T> T with(PostgresChanges.Request<T> request) {
    try (var way = new PostgresWay(server)) {
      Properties properties = new Properties();
      properties.put("user", server.login().username());
      properties.put("password", server.login().password());
      properties.put("socketTimeout", "60");
      properties.put("ApplicationName", "tripline");
      properties.putAll(way.driver());
      String url =
          "jdbc:postgresql://%s:%d/%s"
              .formatted(PostgresWay.bracketed(server.host()), server.port(), server.database());
      try (Connection connection = DriverManager.getConnection(url, properties)) {
        return request.of(connection);
      }
    } catch (SQLException e) {
      throw new SourceUnavailableException(server.inWords() + ": " + root(e), e);
    }
  }

  private static String root(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause == null || cause.getMessage() == null
        ? String.valueOf(thrown.getMessage())
        : thrown.getMessage() + " (" + cause.getMessage() + ")";
  }
}
