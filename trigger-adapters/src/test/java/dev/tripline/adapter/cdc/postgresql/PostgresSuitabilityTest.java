package dev.tripline.adapter.cdc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.Capture.Operation;
import dev.tripline.adapter.cdc.ChangeTable;
import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.adapter.cdc.Suitability;
import dev.tripline.adapter.shards.LeaseStore;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Databases that are not as a trigger needs them are told of in words.
class PostgresSuitabilityTest {
  @TempDir static Path directory;
  private static PostgresServer server;
  private static Stores stores;

  @BeforeAll
  static void start() {
    server = PostgresServer.startLogical(PostgresServer.Version.V17, Map.of());
    stores = LeaseStore.sqlite(directory);
  }

  @AfterAll
  static void stop() {
    stores.close();
    server.close();
  }

  private static ChangeTable table() {
    return new ChangeTable(new PostgresUnderTest(server), stores, false);
  }

  private static PostgresChanges changes(
      ChangeTable table, PostgresServer at, String user, Capture capture) {
    return PostgresUnderTest.changes(
        new DatabaseServer(
            "localhost",
            at.port(),
            table.name(),
            new DatabaseServer.Login(user, "none"),
            new DatabaseServer.Tls(DatabaseServer.Mode.DISABLE, null),
            AddressResolver.ANY),
        capture);
  }

  private static Capture capture(String tables, boolean snapshot, Operation... operations) {
    return new Capture(List.of(tables), Set.of(operations), snapshot);
  }

  @Test
  void server_that_bounds_what_it_keeps_is_suitable() {
    try (ChangeTable table = table()) {
      Capture capture = table.capture(ChangeTable.ALL);
      assertThat(changes(table, server, server.user(), capture).suitability().warnings())
          .singleElement()
          .asString()
          .contains("max_slot_wal_keep_size");
      table.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '1GB'", "SELECT pg_reload_conf()");
      try {
        assertThat(changes(table, server, server.user(), capture).suitability())
            .isEqualTo(new Suitability(List.of(), List.of()));
      } finally {
        table.execute("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
      }
    }
  }

  @Test
  void server_without_logical_log_is_refused() {
    try (PostgresServer plain =
            PostgresServer.startLogical(
                PostgresServer.Version.V17, Map.of("wal_level", "replica"));
        ChangeTable table = new ChangeTable(new PostgresUnderTest(plain), stores, false)) {
      Capture capture = table.capture(ChangeTable.ALL);
      assertThat(changes(table, plain, plain.user(), capture).suitability().refusals())
          .singleElement()
          .asString()
          .startsWith("the server's wal_level is replica");
    }
  }

  @Test
  void missing_rights_are_named() {
    try (ChangeTable table = table()) {
      String user = "u" + table.name();
      table.execute("CREATE ROLE %s LOGIN".formatted(user));
      Capture capture = capture("public.mess*", true, Operation.INSERT);
      Suitability found = changes(table, server, user, capture).suitability();
      assertThat(found.refusals()).singleElement().asString().contains("REPLICATION");
      assertThat(found.warnings())
          .anyMatch(warning -> warning.contains("may not make a publication"))
          .anyMatch(warning -> warning.contains("does not own public.messages"))
          .anyMatch(warning -> warning.contains("no SELECT on public.messages"));
      table.execute(
          "ALTER ROLE %s REPLICATION".formatted(user),
          "GRANT CREATE ON DATABASE %s TO %s".formatted(table.name(), user),
          "ALTER TABLE messages OWNER TO " + user);
      Suitability granted = changes(table, server, user, capture).suitability();
      assertThat(granted.refusals()).isEmpty();
      assertThat(granted.warnings()).noneMatch(warning -> warning.contains("the user"));
    }
  }

  @Test
  void table_that_is_not_there_is_warned_of() {
    try (ChangeTable table = table()) {
      Capture capture = capture("public.later", false, Operation.INSERT);
      assertThat(changes(table, server, server.user(), capture).suitability().warnings())
          .anyMatch(warning -> warning.startsWith("there is no table yet that [public.later]"));
    }
  }

  @Test
  void table_without_a_key_goes_on_taking_updates() {
    try (ChangeTable table = table()) {
      table.execute("CREATE TABLE keyless (body text)", "INSERT INTO keyless VALUES ('a')");
      PostgresChanges updates =
          changes(
              table,
              server,
              server.user(),
              capture("public.keyless", false, Operation.INSERT, Operation.UPDATE));
      assertThat(updates.suitability().refusals())
          .singleElement()
          .asString()
          .startsWith("public.keyless: without a primary key");
      assertThatThrownBy(updates::newest)
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("public.keyless");
      table.execute("UPDATE keyless SET body = 'b'");
      PostgresChanges inserts =
          changes(table, server, server.user(), capture("public.keyless", false, Operation.INSERT));
      assertThat(inserts.suitability().refusals()).isEmpty();
      inserts.newest();
      table.execute("UPDATE keyless SET body = 'c'", "DELETE FROM keyless");
      table.execute("ALTER TABLE keyless REPLICA IDENTITY FULL");
      updates.newest();
      table.execute("INSERT INTO keyless VALUES ('d')", "UPDATE keyless SET body = 'e'");
      assertThat(
              table.ask(
                  "SELECT pubinsert AND pubupdate AND NOT pubdelete AND NOT pubtruncate"
                      + " FROM pg_publication WHERE pubname = '%s'".formatted(table.name())))
          .isEqualTo("t");
    }
  }
}
