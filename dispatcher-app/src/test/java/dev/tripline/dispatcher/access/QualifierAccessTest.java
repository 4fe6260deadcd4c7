package dev.tripline.dispatcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.lambdaapi.wire.ApiModel;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A version or alias that a request names counts only where its operation acts on that alone.
class QualifierAccessTest {
  private static final String FUNCTION = "/2015-03-31/functions/victim";

  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;
  private static GuardedDispatcher.Key limited;

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data);
    limited = dispatcher.key("dev", "operator", "function:*-dev");
    var operator = dispatcher.key("operator", "operator");
    String zip = Base64.getEncoder().encodeToString(Packages.python(Packages.ECHO).asByteArray());
    dispatcher.signed(
        operator,
        "POST",
        "/2015-03-31/functions",
        """
        {"FunctionName":"victim","Runtime":"python3.12","Handler":"index.handler",\
        "Publish":true,"Role":"arn:aws:iam::000000000000:role/test",\
        "Code":{"ZipFile":"%s"}}\
        """
            .formatted(zip),
        201);
    dispatcher.signed(
        operator,
        "POST",
        FUNCTION + "/aliases",
        "{\"Name\":\"live\",\"FunctionVersion\":\"1\"}",
        201);
    dispatcher.signed(
        operator,
        "POST",
        FUNCTION + "/policy?Qualifier=live",
        "{\"StatementId\":\"guest\",\"Action\":\"lambda:InvokeFunction\","
            + "\"Principal\":\"arn:aws:iam::000000000000:user/guest\"}",
        201);
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static int status(GuardedDispatcher.Key key, String method, String path, String body)
      throws Exception {
    return dispatcher.signed(key, method, path, body).statusCode();
  }

  private static JsonNode model() throws Exception {
    try (InputStream in = ApiModel.class.getResourceAsStream("model.json")) {
      return GuardedDispatcher.JSON.readTree(Objects.requireNonNull(in));
    }
  }

  @Test
  void each_operation_believes_a_qualifier_only_if_it_has_that_member() throws Exception {
    JsonNode model = model();
    Set<String> believing = new TreeSet<>();
    int asked = 0;
    for (var operation : model.path("operations").properties()) {
      String path = operation.getValue().path("path").asString();
      if (!path.contains("{FunctionName}")) {
        continue;
      }
      asked++;
      String name = operation.getKey();
      boolean member =
          model
              .path("shapes")
              .path(operation.getValue().path("input").asString())
              .path("members")
              .has("Qualifier");
      String method = operation.getValue().path("method").asString();
      String body = method.equals("GET") || method.equals("DELETE") ? "" : "{}";
      String full = path.replaceAll("\\{(?!FunctionName)[^}]*}", "some");
      String query = full + (full.contains("?") ? "&" : "?") + "Qualifier=x-dev";
      int answered = status(limited, method, query.replace("{FunctionName}", "absent"), body);
      if (answered != 403) {
        believing.add(name);
      }
      assertThat(answered == 403).as(name + " with a qualifier in its query").isNotEqualTo(member);
      assertThat(
              status(limited, method, full.replace("{FunctionName}", "absent:x-dev"), body) == 403)
          .as(name + " with a qualifier in its name")
          .isNotEqualTo(member || name.equals("InvokeAsync"));
    }
    assertThat(asked).isGreaterThan(40);
    assertThat(believing)
        .contains("Invoke", "GetFunction", "AddPermission", "DeleteFunction")
        .doesNotContain("UpdateFunctionCode", "PutFunctionConcurrency", "CreateAlias");
  }

  @Test
  void a_function_is_not_changed_by_a_key_that_is_limited_to_others() throws Exception {
    for (String query : new String[] {"", "?Qualifier=x-dev"}) {
      assertThat(status(limited, "PUT", FUNCTION + "/code" + query, "{}")).isEqualTo(403);
      assertThat(status(limited, "POST", FUNCTION + "/versions" + query, "{}")).isEqualTo(403);
      assertThat(
              status(
                  limited,
                  "POST",
                  FUNCTION + "/aliases" + query,
                  "{\"Name\":\"x-dev\",\"FunctionVersion\":\"1\"}"))
          .isEqualTo(403);
      assertThat(
              status(
                  limited,
                  "PUT",
                  "/2017-10-31/functions/victim/concurrency" + query,
                  "{\"ReservedConcurrentExecutions\":0}"))
          .isEqualTo(403);
    }
  }

  @Test
  void a_policy_of_an_alias_lets_in_to_that_alias_only() throws Exception {
    var guest = dispatcher.key("guest", "none");
    String async = "/2014-11-13/functions/victim%s/invoke-async/%s";
    assertThat(status(guest, "POST", async.formatted("", "?Qualifier=live"), "{}")).isEqualTo(403);
    assertThat(status(guest, "POST", async.formatted("", ""), "{}")).isEqualTo(403);
    assertThat(status(guest, "POST", async.formatted(":live", ""), "{}")).isEqualTo(202);
    assertThat(status(guest, "POST", FUNCTION + "/invocations?Qualifier=live", "{}"))
        .isNotEqualTo(403);
  }
}
