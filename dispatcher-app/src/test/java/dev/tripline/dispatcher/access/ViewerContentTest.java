package dev.tripline.dispatcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.lambdaapi.Packages;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A viewer sees the state of everything, and neither code nor secrets in URLs.
class ViewerContentTest {
  private static final String FUNCTION = "/2015-03-31/functions/told";
  private static final String SECRET = "a-secret-token";
  private static final String URL = "http://127.0.0.1:9/in?token=" + SECRET;

  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;
  private static GuardedDispatcher.Key operator;
  private static GuardedDispatcher.Key viewer;

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data, "--tripline.endpoints.allow=127.0.0.1");
    operator = dispatcher.key("operator", "operator");
    viewer = dispatcher.key("viewer", "viewer");
    String zip = Base64.getEncoder().encodeToString(Packages.python(Packages.ECHO).asByteArray());
    dispatcher.signed(
        operator,
        "POST",
        "/2015-03-31/functions",
        """
        {"FunctionName":"told","Runtime":"python3.12","Handler":"index.handler",\
        "Role":"arn:aws:iam::000000000000:role/test","Code":{"ZipFile":"%s"},\
        "DeadLetterConfig":{"TargetArn":"%s"}}\
        """
            .formatted(zip, URL),
        201);
    dispatcher.signed(
        operator,
        "POST",
        "/2018-10-31/layers/lay/versions",
        "{\"Content\":{\"ZipFile\":\"%s\"}}".formatted(zip),
        201);
    dispatcher.signed(
        operator,
        "PUT",
        "/2019-09-25/functions/told/event-invoke-config",
        """
        {"DestinationConfig":{"OnSuccess":{"Destination":"%s"},\
        "OnFailure":{"Destination":"%s"}}}\
        """
            .formatted(URL, URL),
        200);
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static String body(GuardedDispatcher.Key key, String path) throws Exception {
    var answer = dispatcher.signed(key, "GET", path, "");
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void code_of_layers_is_for_those_who_see_content() throws Exception {
    String arn = "arn:aws:lambda:us-east-1:000000000000:layer:lay:1";
    for (String path :
        new String[] {
          "/2018-10-31/layers/lay/versions/1",
          "/2018-10-31/layers?find=LayerVersion&Arn=" + arn.replace(":", "%3A")
        }) {
      assertThat(body(operator, path)).contains("\"Location\":\"http");
      assertThat(body(viewer, path))
          .contains("CodeSha256")
          .doesNotContain("Location", "/packages/");
    }
  }

  @Test
  void secrets_in_urls_of_a_source_are_for_those_who_see_content() throws Exception {
    var form =
        GuardedDispatcher.JSON.readTree(
            "{\"kind\":\"rabbitmq\",\"uri\":\"amqp://u:p@h/?password=x\",\"more\":[{\"url\":\"http://h/q?x=y\"}],\"n\":1}");
    assertThat(HiddenContent.ofForm(form))
        .hasToString(
            "{\"kind\":\"rabbitmq\",\"uri\":\"amqp://hidden@h/?hidden\",\"more\":[{\"url\":\"http://h/q?hidden\"}],\"n\":1}");
    assertThat(form.toString()).contains("password=x");
  }

  @Test
  void secrets_in_urls_of_destinations_are_for_those_who_see_content() throws Exception {
    for (String path :
        new String[] {
          "/2019-09-25/functions/told/event-invoke-config",
          "/2019-09-25/functions/told/event-invoke-config/list",
          FUNCTION,
          FUNCTION + "/configuration",
          FUNCTION + "/versions",
          "/2015-03-31/functions"
        }) {
      assertThat(body(operator, path)).as(path).contains(SECRET);
      assertThat(body(viewer, path))
          .as(path)
          .contains("http://127.0.0.1:9/in?hidden")
          .doesNotContain(SECRET);
    }
    String token = dispatcher.token("page", "viewer");
    for (String path : new String[] {"/v1/functions", "/v1/functions/told"}) {
      assertThat(dispatcher.send(dispatcher.adminToken(), "GET", path, "").body()).contains(SECRET);
      assertThat(dispatcher.send(token, "GET", path, "").body())
          .contains("http://127.0.0.1:9/in?hidden")
          .doesNotContain(SECRET);
    }
  }
}
