package dev.tripline.dispatcher.access.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.dispatcher.settings.BoundSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import tools.jackson.databind.JsonNode;

/// Functions call the dispatcher with the credentials that they find, and may do what their role may.
@ExtendWith(OutputCaptureExtension.class)
class FunctionSessionsTest {
  private static final Path INSTALLED = Path.of("/usr/lib/python3/dist-packages");

  @TempDir static Path directory;

  private static GuardedDispatcher dispatcher;
  private static FunctionCaller functions;

  @BeforeAll
  static void start() throws Exception {
    dispatcher =
        GuardedDispatcher.start(
            directory.resolve("data"),
            "--tripline.workers.variables=PYTHONPATH=" + INSTALLED,
            "--tripline.function-credentials.roles=ordering=publisher function:pay-*");
    functions = new FunctionCaller(dispatcher, dispatcher.key("operator", "operator"));
    functions.create("pay-card", "paying", Packages.ECHO);
    functions.create("ledger", "keeping", Packages.ECHO);
    functions.create("orders", "ordering", FunctionCaller.code("calling_function.py"));
    functions.create("lonely", "alone", FunctionCaller.code("calling_function.py"));
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static JsonNode call(String caller, String method, String path, String body)
      throws Exception {
    return functions.invoke(caller, Map.of("method", method, "path", path, "body", body));
  }

  private static JsonNode invocation(String caller, String target) throws Exception {
    return call(caller, "POST", "/2015-03-31/functions/" + target + "/invocations", "{\"n\":1}");
  }

  private static LambdaClient client(String id, String secret, String token) {
    return dispatcher.lambda(AwsSessionCredentials.create(id, secret, token), Region.US_EAST_1);
  }

  private static void assertRefused(String id, String secret, String token, String code) {
    try (LambdaClient lambda = client(id, secret, token)) {
      assertThatThrownBy(() -> lambda.invoke(b -> b.functionName("pay-card")))
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(403);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              });
    }
  }

  @Test
  void a_function_invokes_what_its_role_may_invoke_and_nothing_else() throws Exception {
    JsonNode allowed = invocation("orders", "pay-card");
    assertThat(allowed.path("status").asInt()).as(allowed.toString()).isEqualTo(200);
    assertThat(allowed.path("text").asString()).isEqualTo("{\"n\": 1}");

    JsonNode refused = invocation("orders", "ledger");
    assertThat(refused.path("status").asInt()).isEqualTo(403);
    assertThat(refused.path("text").asString())
        .startsWith("AccessDeniedException")
        .contains("arn:aws:sts::000000000000:assumed-role/ordering/orders is not authorized")
        .contains("lambda:InvokeFunction");
    assertThat(invocation("lonely", "pay-card").path("status").asInt())
        .as("a role that nobody has allowed anything")
        .isEqualTo(403);
  }

  @Test
  void a_function_reads_no_configuration_and_is_nobody_on_our_own_api() throws Exception {
    for (String path : new String[] {"/pay-card", "/pay-card/configuration", "/orders", ""}) {
      JsonNode refused = call("orders", "GET", "/2015-03-31/functions" + path, "");
      assertThat(refused.path("status").asInt()).as(path).isEqualTo(403);
    }
    assertThat(call("orders", "GET", "/v1/functions", "").path("status").asInt()).isEqualTo(401);
  }

  @Test
  void an_ordinary_client_of_boto3_needs_no_configuration() throws Exception {
    Process importing = new ProcessBuilder("/usr/bin/python3", "-c", "import boto3").start();
    importing.getErrorStream().readAllBytes();
    assumeTrue(importing.waitFor() == 0, "boto3 is not installed");
    functions.create("boto", "ordering", FunctionCaller.code("boto3_function.py"));
    assertThat(functions.invoke("boto", Map.of("function", "pay-card")).asString())
        .isEqualTo("{\"paid\": true}");
    assertThat(functions.invoke("boto", Map.of("function", "ledger")).asString())
        .isEqualTo("AccessDeniedException");
  }

  @Test
  void a_policy_lets_in_a_role_or_one_function_of_it() throws Exception {
    permit("role", "arn:aws:iam::000000000000:role/alone");
    assertThat(invocation("lonely", "ledger").path("status").asInt()).isEqualTo(200);
    assertThat(invocation("orders", "ledger").path("status").asInt()).isEqualTo(403);
    forbid("role");
    assertThat(invocation("lonely", "ledger").path("status").asInt()).isEqualTo(403);

    permit("function", "arn:aws:sts::000000000000:assumed-role/alone/lonely");
    assertThat(invocation("lonely", "ledger").path("status").asInt()).isEqualTo(200);
    forbid("function");
    permit("other", "arn:aws:sts::000000000000:assumed-role/alone/other");
    assertThat(invocation("lonely", "ledger").path("status").asInt()).isEqualTo(403);
    forbid("other");
  }

  private static void permit(String sid, String principal) throws Exception {
    assertThat(
            dispatcher
                .signed(
                    functions.operator(),
                    "POST",
                    "/2015-03-31/functions/ledger/policy",
                    """
                    {"StatementId":"%s","Action":"lambda:InvokeFunction","Principal":"%s"}\
                    """
                        .formatted(sid, principal))
                .statusCode())
        .isEqualTo(201);
  }

  private static void forbid(String sid) throws Exception {
    assertThat(
            dispatcher
                .signed(
                    functions.operator(),
                    "DELETE",
                    "/2015-03-31/functions/ledger/policy/" + sid,
                    "")
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void forged_altered_and_foreign_tokens_are_refused_as_aws_does() throws Exception {
    FunctionCaller.Told told = functions.told("orders");
    assertThat(told.id()).matches("ASIA[A-Z2-7]{16}");
    try (LambdaClient lambda = client(told.id(), told.secret(), told.token())) {
      assertThat(
              lambda
                  .invoke(
                      b -> b.functionName("pay-card").payload(SdkBytes.fromUtf8String("{\"n\":2}")))
                  .payload()
                  .asUtf8String())
          .isEqualTo("{\"n\": 2}");
    }
    String unknown = "UnrecognizedClientException";
    for (int i = 0; i < told.token().length(); i += 7) {
      char other = told.token().charAt(i) == 'A' ? 'B' : 'A';
      String altered = told.token().substring(0, i) + other + told.token().substring(i + 1);
      assertRefused(told.id(), told.secret(), altered, unknown);
    }
    assertRefused(told.id(), told.secret(), told.token() + "AAAA", unknown);
    assertRefused(told.id(), told.secret(), "FwoGZXIvYXdzEXAMPLE", unknown);
    FunctionCaller.Told other = functions.told("lonely");
    assertRefused(other.id(), told.secret(), told.token(), unknown);
    assertRefused(told.id(), other.secret(), told.token(), "InvalidSignatureException");
    assertRefused(told.id(), told.secret(), other.token(), unknown);
  }

  @Test
  void a_session_ends_and_so_does_that_of_a_function_that_is_gone_or_in_another_role()
      throws Exception {
    FunctionSessions earlier = sessions(Instant.now().minus(Duration.ofHours(13)));
    FunctionSessions.Session over = earlier.issue("orders", FunctionCaller.ROLES + "ordering");
    assertRefused(
        over.accessKeyId(), over.secretAccessKey(), over.token(), "ExpiredTokenException");

    functions.create("brief", "ordering", FunctionCaller.code("calling_function.py"));
    FunctionCaller.Told told = functions.told("brief");
    try (LambdaClient lambda = client(told.id(), told.secret(), told.token())) {
      assertThat(lambda.invoke(b -> b.functionName("pay-card")).statusCode()).isEqualTo(200);
    }
    FunctionSessions.Session elevated =
        sessions(Instant.now()).issue("brief", FunctionCaller.ROLES + "keeping");
    assertRefused(
        elevated.accessKeyId(),
        elevated.secretAccessKey(),
        elevated.token(),
        "UnrecognizedClientException");
    assertThat(
            dispatcher
                .signed(functions.operator(), "DELETE", "/2015-03-31/functions/brief", "")
                .statusCode())
        .isEqualTo(204);
    assertRefused(told.id(), told.secret(), told.token(), "UnrecognizedClientException");

    functions.create("brief", "ordering", FunctionCaller.code("calling_function.py"));
    FunctionCaller.Told again = functions.told("brief");
    try (LambdaClient lambda = client(again.id(), again.secret(), again.token())) {
      assertThat(lambda.invoke(b -> b.functionName("pay-card")).statusCode()).isEqualTo(200);
    }
    assertRefused(told.id(), told.secret(), told.token(), "UnrecognizedClientException");
  }

  private static FunctionSessions sessions(Instant now) {
    return new FunctionSessions(
        dispatcher.running().bean(Seals.class),
        BoundSettings.of(FunctionCredentialSettings.class),
        (_, _) -> Optional.of(""),
        BoundSettings.of(AccountSettings.class),
        InstantSource.fixed(now));
  }

  @Test
  void sessions_outlive_a_new_key_of_secrets() throws Exception {
    FunctionCaller.Told before = functions.told("orders");
    dispatcher.admin("POST", "/v1/secrets/rotate-key", "", 200);
    try (LambdaClient lambda = client(before.id(), before.secret(), before.token())) {
      assertThat(lambda.invoke(b -> b.functionName("pay-card")).statusCode()).isEqualTo(200);
    }
    FunctionSessions.Session after =
        dispatcher
            .running()
            .bean(FunctionSessions.class)
            .issue("orders", FunctionCaller.ROLES + "ordering");
    assertThat(after.accessKeyId()).isNotEqualTo(before.id());
    try (LambdaClient lambda =
        client(after.accessKeyId(), after.secretAccessKey(), after.token())) {
      assertThat(lambda.invoke(b -> b.functionName("pay-card")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void neither_secret_nor_token_is_in_logs_or_answers(CapturedOutput output) throws Exception {
    FunctionCaller.Told told = functions.told("orders");
    assertRefused(told.id(), told.secret(), told.token() + "AAAA", "UnrecognizedClientException");
    assertThat(invocation("orders", "ledger").path("status").asInt()).isEqualTo(403);
    String seen =
        dispatcher.admin("GET", "/v1/functions/orders", "", 200).toString()
            + dispatcher.admin("GET", "/v1/audit", "", 200)
            + dispatcher
                .signed(functions.operator(), "GET", "/2015-03-31/functions/orders", "")
                .body();
    assertThat(seen + output.getAll()).doesNotContain(told.secret(), told.token());
  }
}
