package dev.tripline.adapter.cdc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.adapter.cdc.ChangeSourceContract;
import dev.tripline.adapter.cdc.ChangeTable;
import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.adapter.cdc.DatabaseServer.Mode;
import dev.tripline.adapter.cdc.ServerCertificate;
import dev.tripline.adapter.shards.LeaseStore;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.source.RunningSource;
import dev.tripline.testkit.source.ShardLog;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections to a PostgreSQL that has a certificate for `localhost`.
class PostgresTlsTest {
  private static final String ENCRYPTED =
      "SELECT bool_and(s.ssl) FROM pg_stat_replication r JOIN pg_stat_ssl s USING (pid)";

  @TempDir static Path directory;
  private static ServerCertificate certificate;
  private static PostgresServer server;
  private static Stores stores;

  @BeforeAll
  static void start() {
    certificate = ServerCertificate.issue(directory);
    server =
        PostgresServer.startLogical(
            PostgresServer.Version.V17,
            Map.of(
                "ssl",
                "on",
                "ssl_cert_file",
                certificate.certificate().toString(),
                "ssl_key_file",
                certificate.key().toString()));
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
      ChangeTable table, String host, Mode mode, @Nullable String trusted) {
    return PostgresUnderTest.changes(
        new DatabaseServer(
            host,
            server.port(),
            table.name(),
            new DatabaseServer.Login(server.user(), "none"),
            new DatabaseServer.Tls(mode, trusted),
            AddressResolver.ANY),
        table.capture(ChangeTable.ALL));
  }

  @Test
  void all_connections_are_encrypted_to_the_server_that_was_verified() throws Exception {
    try (ChangeTable table = table()) {
      PostgresChanges verified =
          changes(table, "localhost", Mode.VERIFY_FULL, certificate.trusted());
      try (var source = table.open(verified)) {
        source.place();
      }
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(verified), log)) {
        table.publish(ChangeSourceContract.numbered(0, 5));
        log.await("they are read", () -> log.entries().size() >= 5);
        assertThat(table.ask(ENCRYPTED)).isEqualTo("t");
      }
    }
  }

  @Test
  void server_of_another_authority_is_refused() {
    try (ChangeTable table = table()) {
      assertThatThrownBy(
              changes(table, "localhost", Mode.VERIFY_FULL, certificate.foreign())::check)
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("localhost:" + server.port());
      assertThatThrownBy(changes(table, "localhost", Mode.VERIFY_CA, certificate.foreign())::check)
          .isInstanceOf(SourceUnavailableException.class);
    }
  }

  @Test
  void certificate_for_another_name_is_refused_where_the_name_counts() {
    try (ChangeTable table = table()) {
      assertThatThrownBy(
              changes(table, "127.0.0.1", Mode.VERIFY_FULL, certificate.trusted())::check)
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("127.0.0.1");
      changes(table, "127.0.0.1", Mode.VERIFY_CA, certificate.trusted()).check();
    }
  }

  @Test
  void certificates_of_the_jvm_do_not_cover_it() {
    try (ChangeTable table = table()) {
      assertThatThrownBy(changes(table, "localhost", Mode.VERIFY_FULL, null)::check)
          .isInstanceOf(SourceUnavailableException.class);
      changes(table, "localhost", Mode.REQUIRE, null).check();
    }
  }
}
