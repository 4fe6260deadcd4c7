package dev.tripline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.engine.StoreRefusedException;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// The history of the store's own tables.
class HistoriesTest {
  @TempDir Path directory;

  @Test
  void fresh_start_warns_of_nothing_on_sqlite() {
    assertThat(warningsOf(this::openAndClose)).isEmpty();
    assertThat(warningsOf(this::openAndClose)).as("and no later one").isEmpty();
  }

  @Test
  void fresh_start_warns_of_nothing_on_postgresql() {
    try (PostgresServer server = PostgresServer.shared()) {
      StoreSettings settings =
          StoreSettings.postgresql(server.createDatabase("fresh"), server.user(), "");
      assertThat(warningsOf(() -> open(settings).close())).isEmpty();
      assertThat(warningsOf(() -> open(settings).close())).as("and no later one").isEmpty();
    }
  }

  @Test
  void store_keeps_a_history_of_its_own() {
    try (Stores stores = open(sqlite())) {
      List<String> steps =
          stores
              .reader()
              .sql("SELECT version FROM flyway_store ORDER BY installed_rank")
              .query((row, _) -> row.getString(1))
              .list();
      assertThat(steps).startsWith("1", "2", "3", "4");
    }
  }

  @Test
  void store_of_a_newer_version_is_refused() {
    openAndClose();
    try (Stores stores = open(sqlite())) {
      addStep(stores, "flyway_store", "999");
    }
    assertThatThrownBy(() -> open(sqlite()))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("999")
        .hasMessageContaining("newer version");
  }

  @Test
  void version_with_one_history_for_all_refuses_this_store() {
    openAndClose();
    Flyway old =
        Flyway.configure()
            .dataSource("jdbc:sqlite:" + file(), null, null)
            .locations("classpath:db/migration/store/sqlite")
            .outOfOrder(true)
            .ignoreMigrationPatterns("")
            .load();
    assertThatThrownBy(old::migrate)
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("no schema history table");
  }

  @Test
  void single_history_that_is_not_complete_is_refused() {
    singleHistory("1", "2");
    assertThatThrownBy(() -> open(sqlite()))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("start that version on it once");
  }

  @Test
  void single_history_with_unknown_steps_is_refused() {
    singleHistory("1", "2", "3", "77");
    assertThatThrownBy(() -> open(sqlite()))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("[77]");
  }

  /// As if the store had been written before the modules were told apart.
  private void singleHistory(String... steps) {
    try (Stores stores = open(sqlite())) {
      stores
          .writer()
          .write(sql ->
              sql.sql("CREATE TABLE flyway_schema_history AS SELECT * FROM flyway_store WHERE 0")
                  .update());
      for (String step : steps) {
        addStep(stores, "flyway_schema_history", step);
      }
      stores.writer().write(sql -> sql.sql("DROP TABLE flyway_store").update());
    }
  }

  private static void addStep(Stores stores, String table, String version) {
    stores
        .writer()
        .write(sql ->
            sql.sql(
                    "INSERT INTO "
                        + table
                        + " (installed_rank, version, description, type, script, checksum,"
                        + " installed_by, execution_time, success)"
                        + " VALUES (:version, :version, 'x', 'SQL', 'x.sql', 1, '', 1, 1)")
                .param("version", version)
                .update());
  }

  private void openAndClose() {
    open(sqlite()).close();
  }

  private Path file() {
    return directory.resolve("store.db");
  }

  private StoreSettings sqlite() {
    return StoreSettings.sqlite(file());
  }

  private static Stores open(StoreSettings settings) {
    return Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE);
  }

  private static List<ILoggingEvent> warningsOf(Runnable start) {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    root.addAppender(appender);
    try {
      start.run();
    } finally {
      root.detachAppender(appender);
    }
    return appender.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .toList();
  }
}
