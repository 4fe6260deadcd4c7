package dev.tripline.dispatcher.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.access.command.AccessKeyCommandApplication;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/// The life of access keys and tokens, on both engines.
@ExtendWith(OutputCaptureExtension.class)
class AccessKeysTest {
  private static PostgresServer postgres;
  private static int databases;

  @TempDir Path data;

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresServer.shared();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static String[] store(String engine) {
    if (engine.equals("sqlite")) {
      return new String[0];
    }
    databases++;
    return new String[] {
      "--tripline.store.engine=postgresql",
      "--tripline.store.url=" + postgres.createDatabase("access" + databases),
      "--tripline.store.username=" + postgres.user()
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void a_key_is_made_used_rotated_disabled_and_deleted(String engine) throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data, store(engine))) {
      var key = dispatcher.key("shop", "viewer");
      assertThat(list(dispatcher, key)).isEqualTo(200);
      assertThat(dispatcher.admin("GET", "/v1/access-keys", "", 200).toString())
          .contains("\"name\":\"shop\"")
          .doesNotContain(key.secret());

      JsonNode rotated =
          dispatcher.admin(
              "POST", "/v1/access-keys/" + key.id() + "/rotate", "{\"overlapSeconds\":3600}", 200);
      var second = new GuardedDispatcher.Key(key.id(), rotated.path("secretAccessKey").asString());
      assertThat(list(dispatcher, second)).isEqualTo(200);
      assertThat(list(dispatcher, key)).as("the old secret in its overlap").isEqualTo(200);
      JsonNode again =
          dispatcher.admin("POST", "/v1/access-keys/" + key.id() + "/rotate", "{}", 200);
      var third = new GuardedDispatcher.Key(key.id(), again.path("secretAccessKey").asString());
      assertThat(list(dispatcher, third)).isEqualTo(200);
      assertThat(list(dispatcher, second)).as("the old secret without overlap").isEqualTo(403);
      assertThat(list(dispatcher, key)).isEqualTo(403);

      dispatcher.admin("POST", "/v1/secrets/rotate-key", "", 200);
      assertThat(list(dispatcher, third)).isEqualTo(200);

      dispatcher.admin("POST", "/v1/access-keys/" + key.id() + "/disable", "", 200);
      assertThat(list(dispatcher, third)).isEqualTo(403);
      dispatcher.admin("POST", "/v1/access-keys/" + key.id() + "/enable", "", 200);
      assertThat(list(dispatcher, third)).isEqualTo(200);
      dispatcher.admin("DELETE", "/v1/access-keys/" + key.id(), "", 204);
      assertThat(list(dispatcher, third)).isEqualTo(403);
      dispatcher.admin("GET", "/v1/access-keys/" + key.id(), "", 404);

      assertThat(
              dispatcher
                  .admin("GET", "/v1/audit?target=access-key/" + key.id(), "", 200)
                  .toString())
          .contains("CreateAccessKey", "RotateAccessKey", "DisableAccessKey", "EnableAccessKey")
          .contains("DeleteAccessKey", "\"name\":\"admin-token\"", "\"kind\":\"operator\"");
    }
  }

  @Test
  void tokens_are_rotated_and_disabled_and_the_last_admin_stays() throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data)) {
      String token = dispatcher.token("page", "viewer");
      assertThat(dispatcher.status(token, "GET", "/v1/triggers")).isEqualTo(200);
      assertThat(dispatcher.status(token + "x", "GET", "/v1/triggers")).isEqualTo(401);
      String id = token.split("_", 3)[1];
      String fresh =
          dispatcher
              .admin("POST", "/v1/access-keys/" + id + "/rotate", "", 200)
              .path("token")
              .asString();
      assertThat(dispatcher.status(token, "GET", "/v1/triggers")).isEqualTo(401);
      assertThat(dispatcher.status(fresh, "GET", "/v1/triggers")).isEqualTo(200);
      dispatcher.admin("POST", "/v1/access-keys/" + id + "/disable", "", 200);
      assertThat(dispatcher.status(fresh, "GET", "/v1/triggers")).isEqualTo(401);

      String admin = dispatcher.adminToken().split("_", 3)[1];
      String signing = GuardedDispatcher.variable(data, "AWS_ACCESS_KEY_ID");
      dispatcher.admin("DELETE", "/v1/access-keys/" + signing, "", 204);
      assertThat(dispatcher.admin("DELETE", "/v1/access-keys/" + admin, "", 409).toString())
          .contains("the last access key of an admin cannot be deleted");
      dispatcher.admin("POST", "/v1/access-keys/" + admin + "/disable", "", 409);
    }
  }

  @Test
  void what_is_wrong_with_a_new_key_is_told() throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data)) {
      assertThat(dispatcher.admin("POST", "/v1/access-keys", "{}", 400).toString())
          .contains("\"field\":\"name\"", "\"field\":\"role\"");
      for (String wrong :
          List.of(
              "{\"name\":\"a b\",\"role\":\"viewer\"}",
              "{\"name\":\"a\",\"role\":\"root\"}",
              "{\"name\":\"a\",\"role\":\"viewer\",\"kind\":\"password\"}",
              "{\"name\":\"a\",\"role\":\"viewer\",\"resources\":[]}",
              "{\"name\":\"a\",\"role\":\"viewer\",\"resources\":[\"orders\"]}",
              "{\"name\":\"a\",\"role\":\"viewer\",\"secret\":\"mine\"}")) {
        dispatcher.admin("POST", "/v1/access-keys", wrong, 400);
      }
      dispatcher.key("taken", "viewer");
      dispatcher.admin("POST", "/v1/access-keys", "{\"name\":\"taken\",\"role\":\"viewer\"}", 409);
    }
  }

  @Test
  void a_key_that_one_node_disables_is_refused_by_the_other() throws Exception {
    String[] store = store("postgresql");
    Path other = data.resolve("other");
    try (var first = GuardedDispatcher.start(data.resolve("first"), store)) {
      Path keys = Files.createDirectories(other.resolve("keys"));
      Files.copy(data.resolve("first/keys/secrets.json"), keys.resolve("secrets.json"));
      try (var second = GuardedDispatcher.join(other, first.adminToken(), store)) {
        var key = first.key("shop", "viewer");
        assertThat(list(second, key)).as("a key that the other node made just now").isEqualTo(200);
        first.admin("POST", "/v1/access-keys/" + key.id() + "/disable", "", 200);
        TriggerApp.await(() -> list(second, key) == 403, "the other node to refuse it");
      }
    }
  }

  @Test
  void the_first_start_tells_its_key_once(CapturedOutput output) throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data)) {
      String secret = GuardedDispatcher.variable(data, "AWS_SECRET_ACCESS_KEY");
      assertThat(output)
          .contains("export AWS_ACCESS_KEY_ID=TLAK")
          .contains("export AWS_SECRET_ACCESS_KEY=" + secret)
          .contains("export AWS_ENDPOINT_URL_LAMBDA=" + dispatcher.endpoint());
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(GuardedDispatcher.firstKeyFile(data))))
          .isEqualTo("rw-------");
      var key =
          new GuardedDispatcher.Key(GuardedDispatcher.variable(data, "AWS_ACCESS_KEY_ID"), secret);
      assertThat(list(dispatcher, key)).isEqualTo(200);
    }
    int told = occurrences(output.getOut(), "export AWS_ACCESS_KEY_ID=");
    try (var again = GuardedDispatcher.start(data)) {
      assertThat(again.status(again.adminToken(), "GET", "/v1/triggers")).isEqualTo(200);
    }
    assertThat(occurrences(output.getOut(), "export AWS_ACCESS_KEY_ID=")).isEqualTo(told);
  }

  private static int occurrences(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  @Test
  void the_settings_may_name_the_first_key() throws Exception {
    Path secret =
        Files.writeString(data.resolve("secret"), "0123456789012345678901234567890123456789\n");
    try (var dispatcher =
        GuardedDispatcher.join(
            data.resolve("data"),
            "",
            "--tripline.access.first-key-id=FIRSTADMINKEY001",
            "--tripline.access.first-key-secret=file:" + secret)) {
      var key =
          new GuardedDispatcher.Key("FIRSTADMINKEY001", "0123456789012345678901234567890123456789");
      assertThat(list(dispatcher, key)).isEqualTo(200);
      assertThat(GuardedDispatcher.firstKeyFile(data.resolve("data"))).doesNotExist();
    }
  }

  @Test
  void the_command_makes_keys_on_the_store_while_no_dispatcher_runs(CapturedOutput output)
      throws Exception {
    String directory = "--tripline.data-directory=" + data;
    try (var dispatcher = GuardedDispatcher.start(data)) {
      assertThat(dispatcher.status(dispatcher.adminToken(), "GET", "/v1/triggers")).isEqualTo(200);
    }
    assertThat(command("create", "rescue", "admin", directory)).isZero();
    String told = output.getOut();
    var key =
        new GuardedDispatcher.Key(
            lastAfter(told, "export AWS_ACCESS_KEY_ID="),
            lastAfter(told, "export AWS_SECRET_ACCESS_KEY="));
    String first = GuardedDispatcher.variable(data, "AWS_ACCESS_KEY_ID");
    assertThat(command("disable", first, directory)).isZero();
    assertThat(command("create", "rescue", "admin", directory)).isEqualTo(1);
    assertThat(command("create", "x", "root", directory)).isEqualTo(1);
    assertThat(command("make", "x", directory)).isEqualTo(2);
    assertThat(command("list", directory)).isZero();
    assertThat(output).contains(first + "  admin  signing  admin  *  disabled");
    try (var dispatcher = GuardedDispatcher.start(data)) {
      assertThat(list(dispatcher, key)).isEqualTo(200);
      assertThat(
              list(
                  dispatcher,
                  new GuardedDispatcher.Key(
                      first, GuardedDispatcher.variable(data, "AWS_SECRET_ACCESS_KEY"))))
          .isEqualTo(403);
    }
  }

  private static int command(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = AccessKeyCommandApplication.NAME;
    System.arraycopy(words, 0, all, 1, words.length);
    return AccessKeyCommandApplication.run(all);
  }

  @Test
  void the_command_limits_a_key_and_finds_no_store_where_there_is_none(CapturedOutput output) {
    String directory = "--tripline.data-directory=" + data;
    assertThat(
            command(
                "create",
                "shop",
                "publisher",
                "token",
                "function:shop-*",
                "layer:x",
                directory,
                "--tripline.payload-encryption.enabled=true"))
        .isZero();
    assertThat(data.resolve("keys/payloads.json"))
        .as("a command that writes no payloads needs no key for them")
        .doesNotExist();
    assertThat(command("create", "till", "publisher", "function:till", directory)).isZero();
    assertThat(output).contains("shop  token  publisher  function:shop-*,layer:x");
    assertThat(output).contains("till  signing  publisher  function:till");
    assertThat(output).doesNotContain("Invocation of close method failed");
    assertThat(command("create", "odd", "publisher", "funktion:x", directory)).isEqualTo(1);
    assertThat(output).contains("funktion:x is of no kind that there is: access-key, ");
    Path wrong = data.resolve("wrong");
    assertThatThrownBy(() ->
            AccessKeyCommandApplication.run(
                AccessKeyCommandApplication.NAME, "list", "--tripline.data-directory=" + wrong))
        .hasMessageContaining("There are no access keys in " + wrong);
    assertThat(wrong).doesNotExist();
  }

  private static String lastAfter(String text, String prefix) {
    int start = text.lastIndexOf(prefix) + prefix.length();
    return text.substring(start, text.indexOf('\n', start)).strip();
  }

  private static int list(GuardedDispatcher dispatcher, GuardedDispatcher.Key key) {
    try {
      return dispatcher.signed(key, "GET", "/2015-03-31/functions", "").statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
