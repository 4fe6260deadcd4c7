package dev.tripline.dispatcher.store;

import dev.tripline.store.engine.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The engine of the store and the connection to it.
///
/// @param engine `sqlite`: a file in the data directory, for one dispatcher; `postgresql`: shared by
///     any number of dispatchers
/// @param url of PostgreSQL: `jdbc:postgresql://HOST:PORT/DATABASE`
/// @param username of PostgreSQL
/// @param password of PostgreSQL
/// @param lease how long a silent dispatcher keeps what it claimed on PostgreSQL
/// @param dedupRetention how long deduplication keys are remembered
/// @param diskReserve disk space that new events may not use, so that accepted ones can be finished;
///     for SQLite, 0 switches it off
@ConfigurationProperties("tripline.store")
public record StoreConnectionSettings(
    @DefaultValue("sqlite") Engine engine,
    @Nullable String url,
    @DefaultValue("tripline") String username,
    @DefaultValue("") String password,
    @DefaultValue("30s") Duration lease,
    @DefaultValue("7d") Duration dedupRetention,
    @DefaultValue("64MB") DataSize diskReserve) {

  /// The two engines.
  public enum Engine {
    SQLITE,
    POSTGRESQL
  }

  public StoreConnectionSettings {
    if (engine == Engine.SQLITE && url != null) {
      throw new IllegalArgumentException(
          "tripline.store.url has no meaning for SQLite: set tripline.store.engine=postgresql or"
              + " remove it");
    }
    if (engine == Engine.POSTGRESQL && (url == null || !url.startsWith("jdbc:postgresql:"))) {
      throw new IllegalArgumentException(
          "tripline.store.url must be jdbc:postgresql://HOST:PORT/DATABASE for the engine"
              + " postgresql");
    }
    if (lease.toMillis() < 1 || dedupRetention.isNegative() || diskReserve.isNegative()) {
      throw new IllegalArgumentException(
          "tripline.store: lease ≥ 1ms, dedup-retention ≥ 0 and disk-reserve ≥ 0 must hold");
    }
  }

  StoreSettings storeSettings(Path dataDirectory) {
    StoreSettings.Engine where =
        switch (engine) {
          case SQLITE -> new StoreSettings.Sqlite(dataDirectory.resolve("store.db"));
          case POSTGRESQL ->
              new StoreSettings.Postgresql(Objects.requireNonNull(url), username, password);
        };
    return new StoreSettings(where, lease, dedupRetention, diskReserve.toBytes());
  }

  /// Without the password.
  @Override
  public String toString() {
    return "store %s %s".formatted(engine, url == null ? "" : url);
  }
}
