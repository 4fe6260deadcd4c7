package dev.tripline.store.engine;

import dev.tripline.spi.store.StoreFullException;
import dev.tripline.spi.store.StoreUnavailableException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Errors of both engines, translated for callers.
public final class SqlErrors {
  private static final SQLStateSQLExceptionTranslator BY_STATE =
      new SQLStateSQLExceptionTranslator();

  private SqlErrors() {}

  /// A client on the transaction of this connection, which stays open.
  public static JdbcClient client(java.sql.Connection connection) {
    return client(new JdbcTemplate(new SingleConnectionDataSource(connection, true)));
  }

  public static JdbcClient client(JdbcTemplate template) {
    template.setExceptionTranslator((SQLExceptionTranslator) SqlErrors::translate);
    return JdbcClient.create(template);
  }

  /// The exception to throw on the thread of the caller.
  static RuntimeException forCaller(Throwable failure) {
    return switch (failure) {
      case SQLException e when isFull(e) -> full(e);
      case SQLException e when isConnectionLost(e) -> lost(e);
      case SQLException e -> meaning("change of the store", null, e);
      case Error e -> throw e;
      case RuntimeException e -> {
        SQLException full = fullCause(e);
        yield full == null ? e : full(full);
      }
      default -> new IllegalStateException(failure);
    };
  }

  /// SQLITE_FULL, or PostgreSQL's 53100 (disk full).
  static boolean isFull(SQLException e) {
    return switch (e) {
      case SQLiteException sqlite -> sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
      default -> "53100".equals(e.getSQLState());
    };
  }

  /// True if the connection broke, so that the result of a commit is unknown, or none could be made.
  static boolean isConnectionLost(Throwable e) {
    return e instanceof StoreUnavailableException
        || (e instanceof SQLException sql
            && sql.getSQLState() != null
            && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P")));
  }

  /// No connection was to be had.
  public static StoreUnavailableException notReached(SQLException e) {
    return StoreUnavailableException.notReached(
        "the store cannot be reached: " + e.getMessage(), e);
  }

  private static StoreUnavailableException lost(SQLException e) {
    return StoreUnavailableException.answerLost(
        "the connection to the store is lost: " + e.getMessage(), e);
  }

  private static @Nullable SQLException fullCause(RuntimeException e) {
    return e.getCause() instanceof SQLException cause && isFull(cause) ? cause : null;
  }

  private static StoreFullException full(SQLException e) {
    return new StoreFullException(
        "the store's disk is full; nothing was accepted, try again when there is room", e);
  }

  private static @Nullable DataAccessException translate(
      String task, @Nullable String sql, SQLException e) {
    if (isConnectionLost(e)) {
      throw lost(e);
    }
    return meaning(task, sql, e);
  }

  private static DataAccessException meaning(String task, @Nullable String sql, SQLException e) {
    if (e instanceof SQLiteException sqlite) {
      return switch (sqlite.getResultCode()) {
        case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID ->
            new DuplicateKeyException(task + ": " + e.getMessage(), e);
        default -> new DataAccessResourceFailureException(task + ": " + e.getMessage(), e);
      };
    }
    DataAccessException known = BY_STATE.translate(task, sql, e);
    return known != null
        ? known
        : new DataAccessResourceFailureException(task + ": " + e.getMessage(), e);
  }
}
