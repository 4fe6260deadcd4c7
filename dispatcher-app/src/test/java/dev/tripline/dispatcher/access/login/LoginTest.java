package dev.tripline.dispatcher.access.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.testkit.server.PostgresServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Users, their logins and their sessions, on both engines.
@ExtendWith(OutputCaptureExtension.class)
class LoginTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PASSWORD = "correct horse battery";
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
      "--tripline.store.url=" + postgres.createDatabase("login" + databases),
      "--tripline.store.username=" + postgres.user()
    };
  }

  private static HttpResponse<String> admin(
      GuardedDispatcher dispatcher, String method, String path, String body) throws Exception {
    return dispatcher.send(dispatcher.adminToken(), method, path, body);
  }

  private static void user(GuardedDispatcher dispatcher, String name, String role)
      throws Exception {
    HttpResponse<String> made =
        admin(
            dispatcher,
            "POST",
            "/v1/users",
            "{\"name\":\"%s\",\"role\":\"%s\",\"password\":\"%s\"}"
                .formatted(name, role, PASSWORD));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void user_logs_in_works_as_its_role_and_logs_out(String engine) throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data, store(engine));
        var page = new PageClient(dispatcher.endpoint())) {
      JsonNode made =
          JSON.readTree(
              admin(dispatcher, "POST", "/v1/users", "{\"name\":\"ada\",\"role\":\"viewer\"}")
                  .body());
      HttpResponse<String> sent = page.get("/");
      assertThat(sent.statusCode()).isEqualTo(303);
      assertThat(sent.headers().firstValue("Location")).hasValue("/login");
      HttpResponse<String> form = page.get("/login");
      assertThat(form.statusCode()).isEqualTo(200);
      assertThat(form.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'", "frame-ancestors 'none'");
      assertThat(form.body()).contains("<form").doesNotContain("script", "http:", "/login/openid");

      HttpResponse<String> in = page.logIn(" Ada ", made.path("password").asString());
      assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
      assertThat(in.headers().allValues("Set-Cookie"))
          .allMatch(cookie -> cookie.contains("HttpOnly; SameSite=Strict"))
          .noneMatch(cookie -> cookie.contains("Secure"))
          .anyMatch(cookie -> cookie.matches("tripline_session=[^;]+; Path=/; HttpOnly.*"));
      assertThat(page.get("/").body()).contains("user/ada", ">viewer<", "Log out");
      assertThat(page.get("/v1/session").body())
          .contains("\"name\":\"user/ada\"", "\"role\":\"viewer\"", "\"source\":\"user\"");
      assertThat(page.get("/v1/triggers").statusCode()).isEqualTo(200);
      assertThat(page.get("/actuator/prometheus").statusCode()).isEqualTo(200);
      assertThat(page.get("/v1/users").statusCode()).isEqualTo(403);
      assertThat(page.post("/v1/triggers/none/pause", "", "").statusCode()).isEqualTo(403);
      assertThat(page.get("/2015-03-31/functions").statusCode())
          .as("AWS's faces take signatures only")
          .isEqualTo(403);

      String session = page.session();
      HttpResponse<String> out = page.post("/logout", "application/x-www-form-urlencoded", "");
      assertThat(out.statusCode()).isEqualTo(303);
      assertThat(page.cookies()).doesNotContainKey("tripline_session");
      page.cookies().put("tripline_session", session);
      assertThat(page.get("/v1/triggers").statusCode()).isEqualTo(401);

      assertThat(admin(dispatcher, "GET", "/v1/audit?target=session", "").body())
          .contains("\"action\":\"Login\"", "\"action\":\"Logout\"", "\"name\":\"user/ada\"");
      assertThat(admin(dispatcher, "GET", "/v1/audit?target=user/ada", "").body())
          .contains("CreateUser");
    }
  }

  @Test
  void session_that_changes_something_says_that_it_comes_from_our_page() throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data);
        var page = new PageClient(dispatcher.endpoint())) {
      user(dispatcher, "ada", "admin");
      page.logIn("ada", PASSWORD);
      String body = "{\"value\":\"x\"}";
      for (List<String> headers :
          List.of(
              List.of("Content-Type", "application/json"),
              List.of("Content-Type", "application/json", "Origin", "http://evil.example"),
              List.of("Content-Type", "application/json", "Sec-Fetch-Site", "cross-site"),
              List.of("Content-Type", "application/json", "Sec-Fetch-Site", "none"))) {
        HttpResponse<String> answer =
            page.exchange(
                page.request("/v1/secrets/s")
                    .headers(headers.toArray(String[]::new))
                    .PUT(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(headers + answer.body()).isEqualTo(403);
      }
      String own = dispatcher.endpoint().toString();
      assertThat(
              page.exchange(
                      page.request("/v1/secrets/s")
                          .headers("Content-Type", "application/json", "Origin", own)
                          .PUT(HttpRequest.BodyPublishers.ofString(body)))
                  .statusCode())
          .isEqualTo(201);
    }
  }

  @Test
  void wrong_password_unknown_user_and_disabled_one_look_the_same(CapturedOutput output)
      throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data);
        var page = new PageClient(dispatcher.endpoint())) {
      user(dispatcher, "ada", "viewer");
      user(dispatcher, "bob", "viewer");
      admin(dispatcher, "POST", "/v1/users/bob/disable", "");
      List<String> answers = new ArrayList<>();
      answers.add(text(page.logIn("ada", "wrong horse battery")));
      answers.add(text(page.logIn("nobody", PASSWORD)));
      answers.add(text(page.logIn("bob", PASSWORD)));
      answers.add(text(page.logIn("", "")));
      answers.add(text(page.logIn("x".repeat(1000), "y".repeat(2000))));
      assertThat(answers).allMatch(answer -> answer.equals(answers.getFirst()));
      assertThat(answers.getFirst())
          .startsWith("401")
          .contains("The name or the password is wrong");
      assertThat(page.cookies()).isEmpty();
      JsonNode audit =
          JSON.readTree(admin(dispatcher, "GET", "/v1/audit?action=LoginFailed", "").body());
      assertThat(audit.toString())
          .contains("\"id\":\"ada\"", "\"id\":\"bob\"", "\"id\":\"unknown\"", "at 127.0.0.1")
          .doesNotContain("nobody");
      assertThat(page.logIn("ada", PASSWORD).statusCode()).isEqualTo(303);
      assertThat(output).doesNotContain(PASSWORD, "wrong horse", "$argon2");
    }
  }

  private static String text(HttpResponse<String> answer) {
    return answer.statusCode() + answer.body();
  }

  @Test
  void sessions_end_with_each_change_of_their_user() throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data);
        var page = new PageClient(dispatcher.endpoint())) {
      user(dispatcher, "ada", "viewer");
      for (String change :
          List.of(
              "POST /v1/users/ada/role {\"role\":\"operator\"}",
              "POST /v1/users/ada/disable ",
              "POST /v1/users/ada/password {\"password\":\"" + PASSWORD + "\"}",
              "DELETE /v1/users/ada ")) {
        admin(dispatcher, "POST", "/v1/users/ada/enable", "");
        assertThat(page.logIn("ada", PASSWORD).statusCode()).as(change).isEqualTo(303);
        assertThat(page.get("/v1/session").statusCode()).isEqualTo(200);
        String[] parts = change.split(" ", 3);
        assertThat(admin(dispatcher, parts[0], parts[1], parts[2]).statusCode() / 100).isEqualTo(2);
        assertThat(page.get("/v1/session").statusCode()).as(change).isEqualTo(401);
      }
      // One of the same name is another one.
      user(dispatcher, "ada", "viewer");
      assertThat(page.get("/v1/session").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void admin_ends_a_session_and_users_change_their_password() throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data);
        var page = new PageClient(dispatcher.endpoint())) {
      user(dispatcher, "ada", "none");
      page.logIn("ada", PASSWORD);
      JsonNode sessions = JSON.readTree(admin(dispatcher, "GET", "/v1/sessions", "").body());
      String id = sessions.at("/sessions/0/id").asString();
      String cookie = page.session();
      assertThat(sessions.toString()).doesNotContain(cookie, cookie.split("\\.", 2)[1]);
      assertThat(admin(dispatcher, "DELETE", "/v1/sessions/" + id, "").statusCode()).isEqualTo(204);
      assertThat(admin(dispatcher, "DELETE", "/v1/sessions/" + id, "").statusCode()).isEqualTo(404);
      assertThat(page.get("/v1/session").statusCode()).isEqualTo(401);

      page.logIn("ada", PASSWORD);
      String other = "another horse battery";
      String change = "{\"current\":\"%s\",\"password\":\"%s\"}";
      assertThat(
              page.post(
                      "/v1/session/password",
                      "application/json",
                      change.formatted("guessed", other))
                  .statusCode())
          .isEqualTo(400);
      assertThat(
              page.post(
                      "/v1/session/password", "application/json", change.formatted(PASSWORD, other))
                  .statusCode())
          .isEqualTo(204);
      assertThat(page.get("/v1/session").statusCode()).isEqualTo(401);
      assertThat(page.logIn("ada", PASSWORD).statusCode()).isEqualTo(401);
      assertThat(page.logIn("ada", other).statusCode()).isEqualTo(303);
      // A token has no password.
      assertThat(
              admin(dispatcher, "POST", "/v1/session/password", change.formatted("a", "b"))
                  .statusCode())
          .isEqualTo(409);
    }
  }

  @Test
  void guessing_is_slowed_down_and_locks_no_known_browser_out() throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data);
        var known = new PageClient(dispatcher.endpoint());
        var stranger = new PageClient(dispatcher.endpoint())) {
      user(dispatcher, "ada", "admin");
      assertThat(known.logIn("ada", PASSWORD).statusCode()).isEqualTo(303);
      HttpResponse<String> answer = stranger.logIn("ada", "guess");
      for (int i = 0; i < 20 && answer.statusCode() == 401; i++) {
        answer = stranger.logIn("ada", "guess");
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(known.logIn("ada", PASSWORD).statusCode()).isEqualTo(303);
      assertThat(dispatcher.send(dispatcher.adminToken(), "GET", "/v1/session", "").statusCode())
          .as("tokens are not held up")
          .isEqualTo(200);
    }
  }

  @Test
  void session_is_good_on_each_node_and_ends_on_all() throws Exception {
    String[] store = store("postgresql");
    Path other = data.resolve("other");
    try (var first = GuardedDispatcher.start(data.resolve("first"), store)) {
      Path keys = Files.createDirectories(other.resolve("keys"));
      Files.copy(data.resolve("first/keys/secrets.json"), keys.resolve("secrets.json"));
      user(first, "ada", "viewer");
      try (var second = GuardedDispatcher.join(other, first.adminToken(), store);
          var here = new PageClient(first.endpoint());
          var there = new PageClient(second.endpoint())) {
        here.logIn("ada", PASSWORD);
        there.cookies().putAll(here.cookies());
        assertThat(there.get("/v1/triggers").statusCode()).isEqualTo(200);
        assertThat(there.post("/logout", "", "").statusCode()).isEqualTo(303);
        assertThat(here.get("/v1/triggers").statusCode()).isEqualTo(401);
      }
    }
  }

  @Test
  void wrong_users_and_forms_are_told() throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data);
        var page = new PageClient(dispatcher.endpoint())) {
      user(dispatcher, "ada", "viewer");
      for (String wrong :
          List.of(
              "{}",
              "{\"name\":\"Ada\",\"role\":\"viewer\"}",
              "{\"name\":\"a b\",\"role\":\"viewer\"}",
              "{\"name\":\"b\",\"role\":\"root\"}",
              "{\"name\":\"b\",\"role\":\"viewer\",\"password\":\"short\"}",
              "{\"name\":\"b\",\"role\":\"viewer\",\"password\":\"" + "x".repeat(129) + "\"}")) {
        assertThat(admin(dispatcher, "POST", "/v1/users", wrong).statusCode())
            .as(wrong)
            .isEqualTo(400);
      }
      assertThat(
              admin(dispatcher, "POST", "/v1/users", "{\"name\":\"ada\",\"role\":\"viewer\"}")
                  .statusCode())
          .isEqualTo(409);
      for (String gone : List.of("role {\"role\":\"viewer\"}", "password {}", "disable ")) {
        String[] parts = gone.split(" ", 2);
        assertThat(admin(dispatcher, "POST", "/v1/users/nobody/" + parts[0], parts[1]).statusCode())
            .isEqualTo(404);
      }
      String form = "application/x-www-form-urlencoded";
      assertThat(page.post("/login", "application/json", "{}").statusCode()).isEqualTo(415);
      assertThat(page.post("/login", form, "name=" + "x".repeat(5000)).statusCode()).isEqualTo(413);
      assertThat(page.post("/login", form, "name=%zz").statusCode()).isEqualTo(400);
      assertThat(page.get("/login/openid").statusCode()).isEqualTo(404);
      assertThat(page.get("/login/openid/callback?code=x&state=y").statusCode()).isEqualTo(404);
      assertThat(page.get("/login/openid/callback?code=%ff&state=y").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void hashes_are_argon2id_and_secrets_of_sessions_are_not_kept() throws Exception {
    try (var dispatcher =
            GuardedDispatcher.start(data, "--tripline.login.public-url=https://tripline.example");
        var page = new PageClient(dispatcher.endpoint())) {
      user(dispatcher, "ada", "viewer");
      HttpResponse<String> in = page.logIn("ada", PASSWORD);
      assertThat(in.headers().allValues("Set-Cookie"))
          .hasSize(2)
          .allMatch(cookie -> cookie.contains("; Secure"));
      JdbcClient reader = dispatcher.bean(JdbcClient.class, "storeReader");
      assertThat(reader.sql("SELECT password_hash FROM login_user").query(String.class).list())
          .singleElement()
          .asString()
          .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
      assertThat(reader.sql("SELECT * FROM login_session").query().listOfRows().toString())
          .contains("ada")
          .doesNotContain(page.session().split("\\.", 2)[1]);
      assertThat(admin(dispatcher, "GET", "/v1/users", "").body()).doesNotContain("argon2");
    }
  }
}
