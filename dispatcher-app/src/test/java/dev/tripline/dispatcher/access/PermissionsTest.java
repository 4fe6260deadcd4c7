package dev.tripline.dispatcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.lambdaapi.Packages;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Permissions of functions: AWS's answers, and what they let in.
class PermissionsTest {
  private static final String POLICY = "/2015-03-31/functions/guarded/policy";

  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;
  private static GuardedDispatcher.Key operator;

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data);
    operator = dispatcher.key("operator", "operator");
    String zip = Base64.getEncoder().encodeToString(Packages.python(Packages.ECHO).asByteArray());
    HttpResponse<String> created =
        dispatcher.signed(
            operator,
            "POST",
            "/2015-03-31/functions",
            """
            {"FunctionName":"guarded","Runtime":"python3.12","Handler":"index.handler","Publish":true,
             "Role":"arn:aws:iam::000000000000:role/test","Code":{"ZipFile":"%s"}}\
            """
                .formatted(zip));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static int dryRun(GuardedDispatcher.Key key, String query) throws Exception {
    return dispatcher
        .signed(key, "POST", "/2015-03-31/functions/guarded/invocations" + query, "{}")
        .statusCode();
  }

  private static HttpResponse<String> add(String query, String sid, String more) throws Exception {
    return dispatcher.signed(
        operator,
        "POST",
        POLICY + query,
        "{\"StatementId\":\"%s\",\"Action\":\"lambda:InvokeFunction\",%s}".formatted(sid, more));
  }

  private static int remove(String query, String sid) throws Exception {
    return dispatcher.signed(operator, "DELETE", POLICY + "/" + sid + query, "").statusCode();
  }

  @Test
  void a_permission_lets_in_the_user_that_it_names_until_it_is_removed() throws Exception {
    var guest = dispatcher.key("guest", "none");
    var other = dispatcher.key("other", "viewer");
    assertThat(dryRun(guest, "")).isEqualTo(403);

    HttpResponse<String> added =
        add("", "guest", "\"Principal\":\"arn:aws:iam::000000000000:user/guest\"");

    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(GuardedDispatcher.JSON.readTree(added.body()).path("Statement").asString())
        .isEqualTo(
            "{\"Sid\":\"guest\",\"Effect\":\"Allow\",\"Principal\":"
                + "{\"AWS\":\"arn:aws:iam::000000000000:user/guest\"},"
                + "\"Action\":\"lambda:InvokeFunction\","
                + "\"Resource\":\"arn:aws:lambda:us-east-1:000000000000:function:guarded\"}");
    assertThat(dryRun(guest, "")).isNotEqualTo(403);
    assertThat(dryRun(guest, "?Qualifier=1")).as("another version").isEqualTo(403);
    assertThat(dryRun(other, "")).as("another user").isEqualTo(403);
    assertThat(dispatcher.signed(guest, "GET", "/2015-03-31/functions/guarded", "").statusCode())
        .as("another operation")
        .isEqualTo(403);

    assertThat(remove("", "guest")).isEqualTo(204);
    assertThat(dryRun(guest, "")).isEqualTo(403);
  }

  @Test
  void a_permission_of_a_version_is_for_that_version() throws Exception {
    var guest = dispatcher.key("guest-of-version", "none");
    assertThat(add("?Qualifier=1", "all", "\"Principal\":\"*\"").statusCode()).isEqualTo(201);
    assertThat(dryRun(guest, "?Qualifier=1")).isNotEqualTo(403);
    assertThat(dryRun(guest, "")).isEqualTo(403);
    assertThat(remove("?Qualifier=1", "all")).isEqualTo(204);
  }

  @Test
  void services_accounts_and_conditions_let_no_caller_in() throws Exception {
    var guest = dispatcher.key("stranger", "none");
    add("", "s1", "\"Principal\":\"s3.amazonaws.com\",\"SourceArn\":\"arn:aws:s3:::b\"");
    add("", "s2", "\"Principal\":\"000000000000\"");
    add("", "s3", "\"Principal\":\"*\",\"SourceAccount\":\"000000000000\"");
    assertThat(dryRun(guest, "")).isEqualTo(403);

    JsonNode policy =
        GuardedDispatcher.JSON.readTree(dispatcher.signed(operator, "GET", POLICY, "").body());
    JsonNode statements =
        GuardedDispatcher.JSON.readTree(policy.path("Policy").asString()).path("Statement");
    assertThat(statements).hasSize(3);
    assertThat(statements.get(0).path("Condition").toString())
        .isEqualTo("{\"ArnLike\":{\"AWS:SourceArn\":\"arn:aws:s3:::b\"}}");
    assertThat(statements.get(1).path("Principal").path("AWS").asString())
        .isEqualTo("arn:aws:iam::000000000000:root");
    for (String sid : new String[] {"s1", "s2", "s3"}) {
      assertThat(remove("", sid)).isEqualTo(204);
    }
    assertThat(dispatcher.signed(operator, "GET", POLICY, "").body())
        .contains("The resource you requested does not exist.");
  }

  @Test
  void wrong_changes_are_refused_in_words_of_aws() throws Exception {
    assertThat(add("", "twice", "\"Principal\":\"*\"").statusCode()).isEqualTo(201);
    assertThat(add("", "twice", "\"Principal\":\"*\"").body())
        .contains("The statement id (twice) provided already exists.");
    assertThat(add("", "stale", "\"Principal\":\"*\",\"RevisionId\":\"old\"").statusCode())
        .isEqualTo(412);
    assertThat(add("?Qualifier=$LATEST", "latest", "\"Principal\":\"*\"").body())
        .contains("We currently do not support adding policies for $LATEST.");
    assertThat(add("?Qualifier=7", "none", "\"Principal\":\"*\"").statusCode()).isEqualTo(404);
    assertThat(remove("", "nothing")).isEqualTo(404);
    assertThat(remove("", "twice")).isEqualTo(204);
    assertThat(remove("", "twice")).isEqualTo(404);
  }
}
