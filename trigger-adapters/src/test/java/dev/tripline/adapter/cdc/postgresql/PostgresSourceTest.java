package dev.tripline.adapter.cdc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.adapter.cdc.Capture.Operation;
import dev.tripline.adapter.cdc.ChangeSourceContract;
import dev.tripline.adapter.cdc.ChangeState.Resolution;
import dev.tripline.adapter.cdc.ChangeTable;
import dev.tripline.adapter.shards.LeaseStore;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.source.RunningSource;
import dev.tripline.testkit.source.ShardLog;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `-Dpostgresql.version=16` takes another version than 18.
class PostgresSourceTest implements ChangeSourceContract {
  private static final PostgresServer.Version VERSION = PostgresServer.Version.wanted();

  @TempDir static Path directory;
  private static PostgresUnderTest server;
  private static Stores stores;

  @BeforeAll
  static void start() {
    Optional<String> missing = VERSION.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), missing.orElse(""));
    server = new PostgresUnderTest(PostgresServer.startLogical(Map.of()));
    stores = LeaseStore.sqlite(directory);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      stores.close();
      server.server().close();
    }
  }

  @Override
  public ChangeTable table(boolean snapshot) {
    return new ChangeTable(server, stores, snapshot);
  }

  @Override
  public Mortal mortal() {
    return PostgresUnderTest.mortal(PostgresServer.startLogical(Map.of()), stores);
  }

  @Test
  void server_is_of_the_version() {
    try (ChangeTable table = table(false)) {
      assertThat("V" + table.ask("SHOW server_version")).startsWith(VERSION.name() + ".");
    }
  }

  @Test
  void image_before_is_complete_where_the_table_logs_it() throws Exception {
    try (ChangeTable table = stream()) {
      table.execute(
          "ALTER TABLE messages REPLICA IDENTITY FULL",
          "INSERT INTO messages VALUES ('a', 'one')",
          "UPDATE messages SET body = 'two'");
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (LeasedSource source = table.open();
          RunningSource _ = RunningSource.start(source, log)) {
        log.await("all are read", () -> log.entries().size() >= 2);
        JsonNode change = ChangeSourceContract.json(source, log, 1).path("change");
        assertThat(change.path("before").path("body").asString()).isEqualTo("one");
      }
    }
  }

  @Test
  void dates_and_times_have_the_zone_of_their_columns_and_infinity_is_a_word() throws Exception {
    dates(false);
  }

  @Test
  void dates_and_times_of_a_snapshot_are_those_of_the_log() throws Exception {
    dates(true);
  }

  private void dates(boolean snapshot) throws Exception {
    String[][] values = {
      {"date", "2026-01-02", "2026-01-02"},
      {"date", "infinity", "infinity"},
      {"date", "-infinity", "-infinity"},
      {"time", "10:11:12.5", "10:11:12.5"},
      {"timestamp", "2026-01-02 10:11:12.123456", "2026-01-02T10:11:12.123456"},
      {"timestamp(0)", "2026-01-02 10:11:12", "2026-01-02T10:11:12"},
      {"timestamp", "infinity", "infinity"},
      {"timestamp", "-infinity", "-infinity"},
      {"timestamptz", "2026-01-02 10:11:12.5+01", "2026-01-02T09:11:12.5Z"},
      {"timestamptz", "infinity", "infinity"},
      {"timestamptz", "-infinity", "-infinity"},
      {"date default '2020-01-01'", null, null},
    };
    try (ChangeTable table = table(snapshot)) {
      StringBuilder columns = new StringBuilder("CREATE TABLE mess_times (id int PRIMARY KEY");
      StringBuilder row = new StringBuilder("INSERT INTO mess_times VALUES (1");
      for (int i = 0; i < values.length; i++) {
        columns.append(", c%d %s".formatted(i, values[i][0]));
        row.append(values[i][1] == null ? ", NULL" : ", '%s'".formatted(values[i][1]));
      }
      table.execute(columns + ")");
      if (!snapshot) {
        table.placed();
      }
      table.execute(row + ")");
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (LeasedSource source = table.open();
          RunningSource _ = RunningSource.start(source, log)) {
        log.await("it is read", () -> !log.entries().isEmpty());
        JsonNode after = ChangeSourceContract.json(source, log, 0).path("change").path("after");
        SoftAssertions all = new SoftAssertions();
        for (int i = 0; i < values.length; i++) {
          all.assertThat(after.get("c" + i).asString(null))
              .as("%s %s", values[i][0], values[i][1])
              .isEqualTo(values[i][2]);
        }
        all.assertAll();
      }
    }
  }

  @Test
  void transactions_come_in_the_order_of_their_ends() throws Exception {
    try (ChangeTable table = stream();
        Connection slow = table.connect();
        Statement statement = slow.createStatement()) {
      slow.setAutoCommit(false);
      statement.execute("INSERT INTO messages VALUES ('slow-1', 'began first')");
      table.execute("INSERT INTO messages VALUES ('quick', 'ended first')");
      ChangeSourceContract.read(table.open(), 1);
      statement.execute("INSERT INTO messages VALUES ('slow-2', 'ended last')");
      slow.commit();
      assertThat(ChangeSourceContract.read(table.open(), 2).records())
          .extracting(record -> record.key())
          .containsExactly(table.key("slow-1"), table.key("slow-2"));
    }
  }

  @Test
  void server_is_told_of_nothing_that_is_not_committed() throws Exception {
    try (ChangeTable table = stream()) {
      String before = confirmed(table);
      table.publish(ChangeSourceContract.numbered(0, 20));
      ShardLog uncommitted = new ShardLog(ShardLog.Acts::nothing);
      try (RunningSource _ = RunningSource.start(table.open(), uncommitted)) {
        uncommitted.await("all are read", () -> uncommitted.entries().size() >= 20);
        table.publish(ChangeSourceContract.numbered(20, 40));
        uncommitted.await("all are read", () -> uncommitted.entries().size() >= 40);
      }
      assertThat(confirmed(table)).isEqualTo(before);
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= 40);
        log.await("the slot moves", () -> !confirmed(table).equals(before));
      }
    }
  }

  @Test
  void slot_moves_on_while_only_other_tables_change() throws Exception {
    try (ChangeTable table = stream()) {
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), log)) {
        table.execute("INSERT INTO others SELECT n, 'x' FROM generate_series(1, 1000) n");
        String now = table.ask("SELECT pg_current_wal_lsn()");
        log.await(
            "the slot is beyond them",
            () -> slot(table, "confirmed_flush_lsn >= '%s'".formatted(now)).equals("t"));
        log.await("its lag is known", () -> table.progress().keptBytes() >= 0);
      }
      table.publish(ChangeSourceContract.numbered(0, 5));
      assertThat(ChangeSourceContract.read(table.open(), 5).gaps()).isEmpty();
    }
  }

  private static String confirmed(ChangeTable table) {
    return slot(table, "confirmed_flush_lsn");
  }

  /// Empty if there is no slot.
  private static String slot(ChangeTable table, String column) {
    return table.ask(
        "SELECT %s FROM pg_replication_slots WHERE slot_name = '%s'"
            .formatted(column, table.name()));
  }

  @Test
  void reading_goes_on_behind_a_lost_slot_where_the_operator_says_so() throws Exception {
    try (ChangeTable table = stream()) {
      table.publish(ChangeSourceContract.numbered(0, 10));
      ChangeSourceContract.read(table.open(), 10);
      table.lose();
      table.publish(ChangeSourceContract.numbered(10, 20));
      ShardLog gap = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), gap)) {
        gap.await("it is kept", () -> table.state().gap().isPresent());
      }
      assertThat(table.state().gap().orElseThrow()).contains(table.name() + " is gone");
      assertThat(slot(table, "slot_name")).isEmpty();
      table.state().resolve(Resolution.CONTINUE);
      ShardLog on = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), on)) {
        on.await("there is a slot again", () -> slot(table, "active").equals("t"));
        table.publish(ChangeSourceContract.numbered(20, 30));
        on.await("what follows is read", () -> on.entries().size() >= 10);
      }
      assertThat(on.entries()).hasSize(10);
    }
  }

  @Test
  void address_that_is_refused_is_not_connected_to() {
    try (ChangeTable table = table(false)) {
      PostgresChanges changes =
          server.changes(
              table.name(),
              table.capture(Set.of(Operation.INSERT)),
              host -> {
                throw new UnknownHostException(host + " must not be reached");
              });
      assertThatThrownBy(changes::newest)
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("localhost must not be reached");
    }
  }
}
