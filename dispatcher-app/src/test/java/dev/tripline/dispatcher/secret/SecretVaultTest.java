package dev.tripline.dispatcher.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretVaultTest {
  @TempDir Path temporary;
  private static PostgresServer postgres;
  private static int databases;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.shared();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private Stores open(String engine) {
    databases++;
    StoreSettings settings =
        engine.equals("sqlite")
            ? StoreSettings.sqlite(temporary.resolve("store.db"))
            : StoreSettings.postgresql(
                postgres.createDatabase("secrets" + databases), postgres.user(), "");
    return Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE);
  }

  private static SecretVault vault(Stores stores, Path keys) {
    SecretKeys file = new SecretKeys(keys, "secrets");
    Seals seals =
        new Seals(
            file,
            () ->
                stores.reader().sql("SELECT count(*) FROM secret").query(Long.class).single() == 0);
    return new SecretVault(stores.reader(), stores.writer(), file, seals, InstantSource.system());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void a_secret_is_put_replaced_resolved_and_deleted(String engine) throws Exception {
    Path keys = temporary.resolve("keys/secrets.json");
    try (Stores stores = open(engine)) {
      SecretVault vault = vault(stores, keys);
      assertThat(vault.put("shop/login", "{\"username\":\"u\",\"password\":\"p\"}").version())
          .isEqualTo(1);
      assertThat(vault.put("shop/login", "{\"username\":\"u\",\"password\":\"p2\"}").version())
          .isEqualTo(2);
      assertThat(new SecretReference("secret:shop/login#password").resolve(vault)).isEqualTo("p2");
      assertThat(
              new SecretReference(
                      "arn:aws:secretsmanager:us-east-1:000000000000:secret:shop/login#username")
                  .resolve(vault))
          .isEqualTo("u");
      assertThatThrownBy(() -> new SecretReference("secret:shop/login#nothing").resolve(vault))
          .hasMessageContaining("no such member")
          .hasMessageNotContaining("p2");
      assertThat(vault.list()).extracting(SecretVault.Metadata::name).containsExactly("shop/login");
      assertThat(Files.getPosixFilePermissions(keys))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(vault.delete("shop/login")).isTrue();
      assertThat(vault.delete("shop/login")).isFalse();
      assertThatThrownBy(() -> vault.value("shop/login")).hasMessageContaining("no secret");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void after_a_new_key_all_secrets_open_without_the_old_one(String engine) throws Exception {
    Path keys = temporary.resolve("keys.json");
    try (Stores stores = open(engine)) {
      SecretVault vault = vault(stores, keys);
      vault.put("a", "one");
      vault.put("b", "two");
      SecretVault otherNode = vault(stores, keys);
      assertThat(otherNode.value("a")).isEqualTo("one");

      assertThat(vault.rotate()).isEqualTo(2);
      assertThat(otherNode.value("a")).isEqualTo("one");
      assertThat(otherNode.put("c", "three").version()).isEqualTo(1);
      assertThat(vault.value("c")).isEqualTo("three");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void a_lost_key_file_is_not_replaced_while_something_is_sealed_with_it(String engine)
      throws Exception {
    Path keys = temporary.resolve("keys.json");
    try (Stores stores = open(engine)) {
      vault(stores, keys).put("a", "one");
      Files.delete(keys);
      SecretVault restarted = vault(stores, keys);
      assertThatThrownBy(() -> restarted.put("b", "two"))
          .hasMessageContaining("bring the file back");
      assertThatThrownBy(() -> restarted.value("a")).hasMessageContaining("cannot be read");
      Files.writeString(keys, "{\"primary\":\"x\",\"keys\":{\"x\":\"c2hvcnQ=\"}}");
      assertThatThrownBy(() -> restarted.value("a")).hasMessageContaining("256 bits");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite"})
  void the_store_never_holds_the_value(String engine) throws Exception {
    try (Stores stores = open(engine)) {
      vault(stores, temporary.resolve("keys.json")).put("a", "canary-7f3a");
    }
    try (var files = Files.list(temporary)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .doesNotContain("canary-7f3a");
      }
    }
  }
}
