package dev.tripline.store.engine;

import java.nio.file.Path;
import java.time.Duration;

/// Place and behaviour of the store.
///
/// @param engine which database
/// @param lease how long a silent node keeps its claims on PostgreSQL, where others can take them; on
///     SQLite the lock of the file is the lease
/// @param dedupRetention how long deduplication keys are remembered
/// @param diskReserve bytes of disk that new events may not use, so that accepted ones can be
///     finished (rule R8); SQLite only, 0 switches it off
public record StoreSettings(
    Engine engine, Duration lease, Duration dedupRetention, long diskReserve) {

  public StoreSettings {
    if (lease.isNegative() || lease.isZero() || dedupRetention.isNegative() || diskReserve < 0) {
      throw new IllegalArgumentException(
          "a lease must be positive, retention and reserve not negative: %s, %s, %d bytes"
              .formatted(lease, dedupRetention, diskReserve));
    }
  }

  public static StoreSettings sqlite(Path file) {
    return of(new Sqlite(file));
  }

  public static StoreSettings postgresql(String url, String username, String password) {
    return of(new Postgresql(url, username, password));
  }

  /// 30 s of lease, 7 days of deduplication, 64 MB of reserve.
  public static StoreSettings of(Engine engine) {
    return new StoreSettings(engine, Duration.ofSeconds(30), Duration.ofDays(7), 64L << 20);
  }

  /// The database under the store.
  public sealed interface Engine {}

  /// One file, one process.
  ///
  /// @param file on a local file system; created if it is not there
  public record Sqlite(Path file) implements Engine {}

  /// Shared by any number of nodes.
  ///
  /// @param url `jdbc:postgresql://HOST:PORT/DATABASE`; it is the operator's own, never a user's
  public record Postgresql(String url, String username, String password) implements Engine {
    /// Without the password.
    @Override
    public String toString() {
      return "PostgreSQL " + url + " as " + username;
    }
  }
}
