package dev.tripline.dispatcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.lambdaapi.Packages;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Keys that are limited to some things reach no others by naming them in a body.
class LimitedKeysTest {
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:";
  private static final String EVENTS = "{\"kind\":\"http\"}";

  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;
  private static GuardedDispatcher.Key key;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    dispatcher =
        GuardedDispatcher.start(
            data,
            "--tripline.endpoints.allow=127.0.0.1",
            "--tripline.function-credentials.roles=ordering=operator",
            "--tripline.endpoints.secret-prefix=PAT");
    String zip = Base64.getEncoder().encodeToString(Packages.python(Packages.ECHO).asByteArray());
    var operator = dispatcher.key("operator", "operator");
    for (String name : new String[] {"lim-a", "lim-b", "victim"}) {
      dispatcher.signed(
          operator,
          "POST",
          "/2015-03-31/functions",
          """
          {"FunctionName":"%s","Runtime":"python3.12","Handler":"index.handler",\
          "Role":"arn:aws:iam::000000000000:role/test","Code":{"ZipFile":"%s"}}\
          """
              .formatted(name, zip),
          201);
    }
    for (String layer : new String[] {"lim-layer", "foreign"}) {
      dispatcher.signed(
          operator,
          "POST",
          "/2018-10-31/layers/" + layer + "/versions",
          "{\"Content\":{\"ZipFile\":\"%s\"}}".formatted(zip),
          201);
    }
    dispatcher.admin(
        "POST", "/v1/functions", "{\"name\":\"lim-web\",\"url\":\"http://127.0.0.1:9/\"}", 201);
    dispatcher.admin("PUT", "/v1/resources/database", "{\"budget\":3}", 201);
    for (String name : new String[] {"lim-t", "other"}) {
      dispatcher.admin(
          "POST",
          "/v1/triggers",
          "{\"name\":\"%s\",\"function\":\"%s\",\"source\":%s}"
              .formatted(name, name.equals("other") ? "victim" : "lim-a", EVENTS),
          201);
    }
    String[] resources = {
      "function:lim-*", "trigger:lim-*", "layer:lim-*", "event-source-mapping:*"
    };
    key = dispatcher.key("limited", "operator", resources);
    token = token("limited-token", "operator", resources);
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static String token(String name, String role, String... resources) throws Exception {
    return dispatcher
        .admin(
            "POST",
            "/v1/access-keys",
            "{\"name\":\"%s\",\"kind\":\"token\",\"role\":\"%s\",\"resources\":%s}"
                .formatted(name, role, GuardedDispatcher.JSON.writeValueAsString(resources)),
            201)
        .path("token")
        .asString();
  }

  private static void signed(String method, String path, String body, int expected)
      throws Exception {
    HttpResponse<String> answer = dispatcher.signed(key, method, path, body);
    assertThat(answer.statusCode()).as(body + " " + answer.body()).isEqualTo(expected);
  }

  private static void own(String method, String path, String body, int expected) throws Exception {
    HttpResponse<String> answer = dispatcher.send(token, method, path, body);
    assertThat(answer.statusCode()).as(body + " " + answer.body()).isEqualTo(expected);
  }

  @Test
  void destinations_and_layers_are_within_reach() throws Exception {
    String config = "/2019-09-25/functions/lim-a/event-invoke-config";
    String onFailure = "{\"DestinationConfig\":{\"OnFailure\":{\"Destination\":\"%s\"}}}";
    signed("PUT", config, onFailure.formatted(ARN + "function:victim"), 403);
    signed("POST", config, onFailure.formatted(ARN + "function:victim:live"), 403);
    signed("PUT", config, onFailure.formatted(ARN + "function:lim-b"), 200);
    String settings = "/2015-03-31/functions/lim-a/configuration";
    signed("PUT", settings, "{\"Layers\":[\"" + ARN + "layer:foreign:1\"]}", 403);
    signed("PUT", settings, "{\"Layers\":[\"" + ARN + "layer:lim-layer:1\"]}", 200);
    signed(
        "PUT",
        settings,
        "{\"DeadLetterConfig\":{\"TargetArn\":\"" + ARN + "function:victim\"}}",
        403);
    signed(
        "PUT",
        settings,
        "{\"Environment\":{\"Variables\":{\"NEXT\":\"" + ARN + "function:victim\"}}}",
        200);
  }

  @Test
  void a_trigger_is_given_no_other_function() throws Exception {
    own("PATCH", "/v1/triggers/lim-t", "{\"function\":\"victim\"}", 403);
    own("PATCH", "/v1/triggers/lim-t", "{\"function\":\"" + ARN + "function:victim\"}", 403);
    own("PATCH", "/v1/triggers/lim-t", "{\"function\":\"000000000000:victim\"}", 403);
    own("PATCH", "/v1/triggers/lim-t", "{\"resource\":\"database\"}", 403);
    own("PATCH", "/v1/triggers/lim-t", "{\"function\":\"lim-b\"}", 200);
    String maker = token("maker", "operator", "function:lim-*", "trigger:*");
    String trigger = "{\"name\":\"%s\",\"function\":\"%s\",\"source\":" + EVENTS + "}";
    assertThat(
            dispatcher
                .send(maker, "POST", "/v1/triggers", trigger.formatted("x", "victim"))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            dispatcher
                .send(maker, "POST", "/v1/triggers", trigger.formatted("x", "lim-a"))
                .statusCode())
        .isEqualTo(201);
    String mapping = "/2015-03-31/event-source-mappings/00000000-0000-0000-0000-000000000000";
    signed("PUT", mapping, "{\"FunctionName\":\"victim\"}", 403);
    signed("PUT", mapping, "{\"FunctionName\":\"lim-a\"}", 404);
  }

  @Test
  void an_endpoint_uses_only_what_is_within_reach() throws Exception {
    String path = "/v1/functions/lim-web";
    String to = "{\"destinations\":{\"onFailure\":\"%s\"}}";
    own("PATCH", path, to.formatted(ARN + "function:victim"), 403);
    own("PATCH", path, "{\"resource\":\"database\"}", 403);
    own("PATCH", path, "{\"headers\":{\"x-token\":\"secret:theirs\"}}", 403);
    own("PATCH", path, to.formatted(ARN + "function:lim-b"), 200);
  }

  /// The same function, as a path may name it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "victim",
        "function:victim",
        "000000000000:victim",
        "000000000000:function:victim",
        ARN + "function:victim"
      })
  void a_function_by_any_of_its_names_is_out_of_reach(String name) throws Exception {
    String wide =
        token("wide-" + UUID.randomUUID(), "operator", "function:a*", "function:f*", "function:0*");
    for (String other : List.of(token, wide)) {
      assertThat(dispatcher.send(other, "GET", "/v1/functions/" + name, "").statusCode())
          .isEqualTo(403);
      assertThat(dispatcher.send(other, "PATCH", "/v1/functions/" + name, "{}").statusCode())
          .isEqualTo(403);
      assertThat(dispatcher.send(other, "DELETE", "/v1/functions/" + name, "").statusCode())
          .isEqualTo(403);
    }
    own("GET", "/v1/functions/" + ARN + "function:lim-a", "", 200);
  }

  @Test
  void a_trigger_is_reached_by_its_id_as_by_its_name() throws Exception {
    String foreign = dispatcher.admin("GET", "/v1/triggers/other", "", 200).path("id").asString();
    String ours = dispatcher.admin("GET", "/v1/triggers/lim-t", "", 200).path("id").asString();
    String guessed = token("guessed", "publisher", "trigger:" + foreign.charAt(0) + "*");
    assertThat(dispatcher.send(guessed, "POST", "/v1/events/" + foreign, "{}").statusCode())
        .isEqualTo(403);
    own("GET", "/v1/triggers/" + foreign, "", 403);
    own("POST", "/v1/triggers/" + foreign + "/pause", "", 403);
    own("GET", "/v1/triggers/" + ours, "", 200);
  }

  @Test
  void a_function_is_given_no_role_with_more_rights_than_the_key_has() throws Exception {
    String settings = "/2015-03-31/functions/lim-b/configuration";
    String role = "{\"Role\":\"arn:aws:iam::000000000000:role/%s\"}";
    signed("PUT", settings, role.formatted("ordering"), 403);
    signed("PUT", settings, role.formatted("service/ordering"), 403);
    signed("PUT", settings, role.formatted("harmless"), 200);
    String zip = Base64.getEncoder().encodeToString(Packages.python(Packages.ECHO).asByteArray());
    signed(
        "POST",
        "/2015-03-31/functions",
        """
        {"FunctionName":"lim-new","Runtime":"python3.12","Handler":"index.handler",\
        "Role":"arn:aws:iam::000000000000:role/ordering","Code":{"ZipFile":"%s"}}\
        """
            .formatted(zip),
        403);
    var operator = dispatcher.key("passes-roles", "operator");
    assertThat(
            dispatcher.signed(operator, "PUT", settings, role.formatted("ordering")).statusCode())
        .isEqualTo(200);
  }

  /// By the names of the role and of its session; the policy lets it invoke what the key may not.
  @Test
  void a_function_is_given_no_role_that_functions_out_of_reach_name() throws Exception {
    var operator = dispatcher.key("names-roles", "operator");
    String policy = "/2015-03-31/functions/victim/policy";
    String[] principals = {
      "arn:aws:iam::000000000000:role/named", "arn:aws:sts::000000000000:assumed-role/own/lim-b"
    };
    for (int i = 0; i < principals.length; i++) {
      dispatcher.signed(
          operator,
          "POST",
          policy,
          "{\"StatementId\":\"s%s\",\"Action\":\"lambda:InvokeFunction\",\"Principal\":\"%s\"}"
              .formatted(i, principals[i]),
          201);
    }
    String settings = "/2015-03-31/functions/lim-b/configuration";
    String role = "{\"Role\":\"arn:aws:iam::000000000000:role/%s\"}";
    signed("PUT", settings, role.formatted("named"), 403);
    signed("PUT", settings, role.formatted("own"), 403);
    signed("PUT", settings, role.formatted("other"), 200);
    assertThat(dispatcher.signed(operator, "PUT", settings, role.formatted("named")).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"funktion:orders-*", "functions:*", "x*:y", ":y", "function"})
  void a_pattern_of_no_kind_is_refused(String pattern) throws Exception {
    HttpResponse<String> answer =
        dispatcher.send(
            dispatcher.adminToken(),
            "POST",
            "/v1/access-keys",
            "{\"name\":\"odd\",\"role\":\"viewer\",\"resources\":[\"%s\"]}".formatted(pattern));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("resources");
  }

  @Test
  void an_endpoint_with_a_secret_moves_only_with_the_secret_within_reach() throws Exception {
    String endpoint =
        "{\"name\":\"%s\",\"url\":\"http://127.0.0.1:9/\",\"headers\":{\"x-token\":\"%s\"}}";
    own("POST", "/v1/functions", endpoint.formatted("lim-steals", "env:PATH"), 403);
    dispatcher.admin("POST", "/v1/functions", endpoint.formatted("lim-holds", "env:PATH"), 201);
    String moved = "{\"url\":\"http://127.0.0.1:10/\"}";
    own("PATCH", "/v1/functions/lim-holds", moved, 403);
    own("PATCH", "/v1/functions/lim-holds", "{\"timeoutSeconds\":4}", 200);
    String holder = token("holder", "operator", "function:lim-*", "secret:env:PATH");
    assertThat(dispatcher.send(holder, "PATCH", "/v1/functions/lim-holds", moved).statusCode())
        .isEqualTo(200);
  }

  @Test
  void an_admin_takes_no_access_away_that_is_more_than_its_own() throws Exception {
    String admin = token("keys-only", "admin", "access-key:*", "user:*");
    for (JsonNode other : dispatcher.admin("GET", "/v1/access-keys", "", 200).path("accessKeys")) {
      if (other.path("role").asString().equals("admin")
          && !other.path("name").asString().equals("keys-only")) {
        String path = "/v1/access-keys/" + other.path("id").asString();
        assertThat(dispatcher.send(admin, "POST", path + "/disable", "").statusCode())
            .isEqualTo(403);
        assertThat(dispatcher.send(admin, "DELETE", path, "").statusCode()).isEqualTo(403);
      }
    }
    dispatcher.admin("POST", "/v1/users", "{\"name\":\"ann\",\"role\":\"operator\"}", 201);
    assertThat(dispatcher.send(admin, "POST", "/v1/users/ann/disable", "").statusCode())
        .isEqualTo(403);
    assertThat(
            dispatcher
                .send(admin, "POST", "/v1/users/ann/role", "{\"role\":\"none\"}")
                .statusCode())
        .isEqualTo(403);
    assertThat(dispatcher.send(admin, "DELETE", "/v1/users/ann", "").statusCode()).isEqualTo(403);
  }

  @Test
  void a_publisher_follows_the_events_of_its_functions() throws Exception {
    String publisher = token("publisher", "publisher", "function:lim-*", "trigger:lim-*");
    String own = published(publisher, "/v1/events/lim-t", "own");
    String foreign = published(dispatcher.adminToken(), "/v1/events/other", "foreign");
    assertThat(dispatcher.send(publisher, "GET", "/v1/invocations/" + own, "").statusCode())
        .isEqualTo(200);
    assertThat(dispatcher.send(publisher, "GET", "/v1/invocations/" + foreign, "").statusCode())
        .isEqualTo(403);
    assertThat(
            dispatcher
                .send(dispatcher.adminToken(), "GET", "/v1/invocations/" + foreign, "")
                .statusCode())
        .isEqualTo(200);
  }

  private static String published(String sender, String path, String id) throws Exception {
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"test\",\"type\":\"t\",\"data\":{}}"
            .formatted(id);
    HttpResponse<String> answer =
        dispatcher.send(sender, "POST", path, "application/cloudevents+json", event);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return GuardedDispatcher.JSON.readTree(answer.body()).path("requestIds").path(0).asString();
  }
}
