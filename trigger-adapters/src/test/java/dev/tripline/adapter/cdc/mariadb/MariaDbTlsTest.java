package dev.tripline.adapter.cdc.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.adapter.cdc.ChangeSourceContract;
import dev.tripline.adapter.cdc.ChangeTable;
import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.adapter.cdc.DatabaseServer.Mode;
import dev.tripline.adapter.cdc.ServerCertificate;
import dev.tripline.adapter.shards.LeaseStore;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.MariaDbServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections to a MariaDB that has a certificate, by a user who may come no other way.
class MariaDbTlsTest {
  private static final String USER = "only_tls";

  @TempDir static Path directory;
  private static ServerCertificate certificate;
  private static MariaDbServer server;
  private static Stores stores;

  @BeforeAll
  static void start() {
    Optional<String> missing = MariaDbServer.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), missing.orElse(""));
    certificate = ServerCertificate.issue(directory);
    server =
        MariaDbServer.start(
            List.of("--ssl-cert=" + certificate.certificate(), "--ssl-key=" + certificate.key()));
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
    ChangeTable table = new ChangeTable(new MariaDbUnderTest(server), stores, false);
    table.executeOutside(
        "CREATE USER IF NOT EXISTS '%s'@'%%' IDENTIFIED BY 'pw' REQUIRE SSL".formatted(USER));
    table.executeOutside("GRANT ALL PRIVILEGES ON *.* TO '%s'@'%%'".formatted(USER));
    return table;
  }

  private static MariaDbChanges changes(ChangeTable table, Mode mode, @Nullable String trusted) {
    return MariaDbUnderTest.changes(
        new DatabaseServer(
            "localhost",
            server.port(),
            table.name(),
            new DatabaseServer.Login(USER, "pw"),
            new DatabaseServer.Tls(mode, trusted),
            host -> AddressResolver.ANY.resolve("127.0.0.1")),
        table.capture(ChangeTable.ALL),
        stores);
  }

  @Test
  void all_connections_are_encrypted_to_the_server_that_was_verified() throws Exception {
    try (ChangeTable table = table()) {
      MariaDbChanges verified = changes(table, Mode.VERIFY_CA, certificate.trusted());
      try (LeasedSource source = table.open(verified)) {
        source.place();
      }
      table.publish(ChangeSourceContract.numbered(0, 5));
      assertThat(ChangeSourceContract.read(table.open(verified), 5).entries()).hasSize(5);
    }
  }

  @Test
  void server_of_another_authority_is_refused() {
    try (ChangeTable table = table()) {
      assertThatThrownBy(changes(table, Mode.VERIFY_CA, certificate.foreign())::check)
          .isInstanceOf(SourceUnavailableException.class);
      changes(table, Mode.REQUIRE, null).check();
    }
  }

  @Test
  void user_who_must_come_encrypted_is_refused_in_the_clear() {
    try (ChangeTable table = table()) {
      assertThatThrownBy(changes(table, Mode.DISABLE, null)::check)
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining(USER);
    }
  }
}
