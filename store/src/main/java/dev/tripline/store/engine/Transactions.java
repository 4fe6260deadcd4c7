package dev.tripline.store.engine;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Runs each work in a transaction of its own, on the caller's thread.
public final class Transactions implements StoreWriter {
  private final DataSource pool;

  public Transactions(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public <T extends @Nullable Object> T write(SqlWork<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.run(SqlErrors.client(connection));
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        undo(connection, e);
        throw e;
      }
    } catch (SQLException | RuntimeException e) {
      throw SqlErrors.forCaller(e);
    }
  }

  private static void undo(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the server rolls back when the connection goes
    }
  }
}
