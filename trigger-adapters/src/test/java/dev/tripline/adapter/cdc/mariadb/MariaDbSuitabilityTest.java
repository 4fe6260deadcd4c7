package dev.tripline.adapter.cdc.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.Capture.Operation;
import dev.tripline.adapter.cdc.ChangeTable;
import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.adapter.cdc.Suitability;
import dev.tripline.adapter.shards.LeaseStore;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.MariaDbServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Databases that are not as a trigger needs them are told of in words.
class MariaDbSuitabilityTest {
  @TempDir static Path directory;
  private static MariaDbServer server;
  private static Stores stores;

  @BeforeAll
  static void start() {
    Optional<String> missing = MariaDbServer.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), missing.orElse(""));
    server = MariaDbServer.start();
    stores = LeaseStore.sqlite(directory);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      stores.close();
      server.close();
    }
  }

  private static ChangeTable table() {
    return new ChangeTable(new MariaDbUnderTest(server), stores, false);
  }

  private static Suitability look(ChangeTable table, String user, Capture capture) {
    return MariaDbUnderTest.changes(
            new DatabaseServer(
                "127.0.0.1",
                server.port(),
                table.name(),
                new DatabaseServer.Login(user, user),
                new DatabaseServer.Tls(DatabaseServer.Mode.DISABLE, null),
                AddressResolver.ANY),
            capture,
            stores)
        .suitability();
  }

  @Test
  void server_with_a_log_of_rows_is_suitable() {
    try (ChangeTable table = table()) {
      assertThat(look(table, server.user(), table.capture(ChangeTable.ALL)))
          .isEqualTo(new Suitability(List.of(), List.of()));
    }
  }

  @Test
  void logs_that_do_not_say_which_rows_change_are_refused() {
    try (ChangeTable table = table()) {
      table.executeOutside("SET GLOBAL binlog_format = 'MIXED'");
      table.executeOutside("SET GLOBAL binlog_row_image = 'MINIMAL'");
      table.executeOutside("SET GLOBAL binlog_expire_logs_seconds = 600");
      try {
        Suitability found = look(table, server.user(), table.capture(ChangeTable.ALL));
        assertThat(found.refusals())
            .anyMatch(refusal -> refusal.contains("binlog_format is MIXED"))
            .anyMatch(refusal -> refusal.contains("binlog_row_image is MINIMAL"))
            .hasSize(2);
        assertThat(found.warnings()).singleElement().asString().contains("after 10 minutes");
      } finally {
        table.executeOutside("SET GLOBAL binlog_format = 'ROW'");
        table.executeOutside("SET GLOBAL binlog_row_image = 'FULL'");
        table.executeOutside("SET GLOBAL binlog_expire_logs_seconds = 0");
      }
    }
  }

  @Test
  void missing_rights_are_named() {
    try (ChangeTable table = table()) {
      String user = "u" + table.name().substring(0, 20);
      String account = "'%s'@'%%'".formatted(user);
      table.executeOutside("CREATE USER %s IDENTIFIED BY '%s'".formatted(account, user));
      table.executeOutside("GRANT SELECT ON %s.* TO %s".formatted(table.name(), account));
      Capture capture =
          new Capture(List.of(table.name() + ".messages"), Set.of(Operation.INSERT), true);
      Suitability found = look(table, user, capture);
      assertThat(found.refusals())
          .anyMatch(refusal -> refusal.contains("REPLICATION SLAVE"))
          .anyMatch(refusal -> refusal.contains("BINLOG MONITOR"))
          .hasSize(2);
      assertThat(found.warnings()).singleElement().asString().contains("RELOAD");
      table.executeOutside("GRANT REPLICATION SLAVE, BINLOG MONITOR, RELOAD ON *.* TO " + account);
      assertThat(look(table, user, capture)).isEqualTo(new Suitability(List.of(), List.of()));
    }
  }

  @Test
  void table_that_is_not_there_is_warned_of() {
    try (ChangeTable table = table()) {
      Capture capture =
          new Capture(List.of(table.name() + ".later"), Set.of(Operation.INSERT), false);
      assertThat(look(table, server.user(), capture).warnings())
          .singleElement()
          .asString()
          .contains("there is no table yet");
    }
  }
}
