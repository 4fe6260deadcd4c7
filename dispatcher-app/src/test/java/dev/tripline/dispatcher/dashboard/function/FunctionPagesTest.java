package dev.tripline.dispatcher.dashboard.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.lambdaapi.Packages;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;

/// The page of a function that runs from a package.
class FunctionPagesTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String CODE =
      """
      def handler(event, context):
          print('seen by the operator')
          if event.get('bad'):
              raise ValueError('<b>bad</b>')
          return {'version': context.function_version}
      """;

  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data);
    try (LambdaClient lambda = dispatcher.lambda(dispatcher.key("deployer", "operator"))) {
      Packages.create(lambda, "greet", CODE);
      lambda.publishVersion(b -> b.functionName("greet"));
      lambda.updateFunctionConfiguration(b -> b.functionName("greet").timeout(9));
      lambda.waiter().waitUntilFunctionUpdatedV2(b -> b.functionName("greet"));
      lambda.publishVersion(b -> b.functionName("greet"));
      lambda.createAlias(b ->
          b.functionName("greet")
              .name("live")
              .functionVersion("1")
              .routingConfig(r -> r.additionalVersionWeights(Map.of("2", 0.25))));
    }
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static String page(String path) throws Exception {
    HttpResponse<String> answer = dispatcher.send(dispatcher.adminToken(), "GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static HttpResponse<String> invoke(String token, String event, String more)
      throws Exception {
    String form = "event=" + URLEncoder.encode(event, StandardCharsets.UTF_8) + more;
    return dispatcher.send(token, "POST", "/functions/greet/invoke", FORM, form);
  }

  @Test
  void versions_have_their_aliases_and_shares() throws Exception {
    assertThat(page("/functions")).contains("greet", "python3.12", "Active");
    assertThat(page("/functions/greet")).contains("$LATEST", ">live<", ">live 25 %<");
  }

  @Test
  void answer_error_and_log_of_a_try_are_shown() throws Exception {
    assertThat(invoke(dispatcher.adminToken(), "{}", "&qualifier=1").body())
        .contains("Succeeded", "&quot;version&quot;: &quot;1&quot;", "seen by the operator");
    assertThat(invoke(dispatcher.adminToken(), "{\"bad\":1}", "").body())
        .contains("FunctionError", "&lt;b&gt;bad")
        .doesNotContain("<b>bad");
    assertThat(page("/functions/greet")).contains(">succeeded<", ">failed<");
  }

  @Test
  void what_cannot_be_tried_is_refused_in_words() throws Exception {
    HttpResponse<String> unknown = invoke(dispatcher.adminToken(), "{}", "&qualifier=none");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("there is no function greet:none");
    String large = "\"" + "x".repeat(1_048_600) + "\"";
    assertThat(invoke(dispatcher.adminToken(), large, "").statusCode()).isEqualTo(413);
    assertThat(dispatcher.send(dispatcher.adminToken(), "GET", "/functions/none", "").statusCode())
        .isEqualTo(404);
  }

  @Test
  void a_publisher_may_try_it_and_sees_no_more() throws Exception {
    String publisher = dispatcher.token("publishing", "publisher");
    assertThat(invoke(publisher, "{}", "").body()).contains("Succeeded");
    assertThat(dispatcher.send(publisher, "GET", "/functions/greet", "").statusCode())
        .isEqualTo(403);
  }
}
