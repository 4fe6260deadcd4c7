package dev.tripline.dispatcher.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.sdk.client.ClientSettings;
import dev.tripline.sdk.client.CloudEvent;
import dev.tripline.sdk.client.InvokeResult;
import dev.tripline.sdk.client.RequestSigner;
import dev.tripline.sdk.client.TriplineClient;
import dev.tripline.sdk.client.TriplineException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;

/// AWS's own clients against a dispatcher that wants their signatures.
class SignedCallsTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:echo:$LATEST";

  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;
  private static GuardedDispatcher.Key operator;

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data);
    operator = dispatcher.key("operator", "operator");
    try (LambdaClient lambda = client(operator, Region.US_EAST_1)) {
      Packages.create(lambda, "echo", Packages.ECHO);
    }
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static LambdaClient client(GuardedDispatcher.Key key, Region region) {
    return client(AwsBasicCredentials.create(key.id(), key.secret()), region);
  }

  private static LambdaClient client(AwsCredentials credentials, Region region) {
    return dispatcher.lambda(credentials, region);
  }

  @Test
  void the_sdk_for_java_calls_by_name_and_by_arn_from_any_region() {
    try (LambdaClient lambda = client(operator, Region.EU_CENTRAL_1)) {
      for (String name : new String[] {"echo", "echo:$LATEST", ARN}) {
        assertThat(
                lambda
                    .invoke(
                        b -> b.functionName(name).payload(SdkBytes.fromUtf8String("{\"a\":\"ü\"}")))
                    .payload()
                    .asUtf8String())
            .isEqualTo("{\"a\": \"ü\"}");
      }
      assertThat(
              lambda
                  .invoke(b ->
                      b.functionName("echo")
                          .invocationType(InvocationType.EVENT)
                          .qualifier("$LATEST")
                          .clientContext("e30=")
                          .payload(SdkBytes.fromUtf8String("{}")))
                  .statusCode())
          .isEqualTo(202);
      assertThat(lambda.getFunction(b -> b.functionName(ARN)).configuration().functionName())
          .isEqualTo("echo");
    }
  }

  @Test
  void our_own_client_signs_invocations_and_sends_its_token_with_events() throws Exception {
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{\"name\":\"inbox\",\"function\":\"echo\",\"source\":{\"kind\":\"http\"}}",
        201);
    ClientSettings settings =
        ClientSettings.of(dispatcher.endpoint())
            .withAccessKey(new RequestSigner.AccessKey(operator.id(), operator.secret(), null))
            .withToken(dispatcher.token("publisher-token", "publisher"));
    try (var client = new TriplineClient(settings)) {
      for (String name : new String[] {"echo", "echo:$LATEST", ARN}) {
        assertThat(client.invoke(name, Map.of("a", "ü")))
            .isInstanceOf(InvokeResult.Succeeded.class);
      }
      assertThat(client.invokeAsync("echo", Map.of())).isNotEmpty();
      client.publish("inbox", CloudEvent.json("/shop", "order.placed", Map.of()));
    }
    try (var client = new TriplineClient(ClientSettings.of(dispatcher.endpoint()))) {
      assertThatThrownBy(() -> client.invoke("echo", Map.of()))
          .isInstanceOf(TriplineException.class)
          .hasMessageContaining("Missing Authentication Token");
    }
  }

  @Test
  void wrong_secrets_unknown_keys_and_foreign_tokens_are_refused_as_aws_does() {
    GuardedDispatcher.Key wrong = operator.withWrongSecret();
    assertRefused(
        AwsBasicCredentials.create(wrong.id(), wrong.secret()),
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided.");
    assertRefused(
        AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI"),
        "UnrecognizedClientException",
        "The security token included in the request is invalid.");
    assertRefused(
        AwsSessionCredentials.create(operator.id(), operator.secret(), "token"),
        "UnrecognizedClientException",
        "The security token included in the request is invalid.");
  }

  private static void assertRefused(AwsCredentials credentials, String code, String message) {
    try (LambdaClient lambda = client(credentials, Region.US_EAST_1)) {
      assertThatThrownBy(() -> lambda.listFunctions())
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(403);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                assertThat(e.awsErrorDetails().errorMessage()).startsWith(message);
              });
    }
  }

  @Test
  void a_request_without_a_signature_is_refused_as_aws_does() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(dispatcher.endpoint() + "/2015-03-31/functions/echo/invocations"))
                  .POST(HttpRequest.BodyPublishers.ofString("{}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
      assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
          .hasValue("MissingAuthenticationTokenException");
      assertThat(answer.headers().firstValue("x-amzn-RequestId")).isPresent();
    }
  }

  @Test
  void a_body_beyond_the_limit_is_refused_before_it_is_hashed() throws Exception {
    HttpResponse<String> answer =
        dispatcher.signed(
            operator,
            "POST",
            "/2015-03-31/functions/echo/invocations",
            "\"" + "a".repeat(6 * 1024 * 1024) + "\"");
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body())
        .contains("Request must be smaller than 6291456 bytes for the InvokeFunction operation");
  }

  @Test
  void boto3_calls_by_name_by_arn_and_by_presigned_url() throws Exception {
    assumeTrue(Path.of(PYTHON).toFile().canExecute(), "no Python on this host");
    assumeTrue(run("-c", "import boto3").status() == 0, "boto3 is not installed");
    Run session =
        run(
            Path.of(Objects.requireNonNull(getClass().getResource("/boto3_signed.py")).toURI())
                .toString(),
            dispatcher.endpoint().toString(),
            operator.id(),
            operator.secret());
    assertThat(session.output()).contains("signed session complete");
    assertThat(session.status()).isZero();
  }

  private record Run(int status, String output) {}

  private static Run run(String... arguments) throws IOException, InterruptedException {
    var command = new ProcessBuilder(PYTHON);
    command.command().addAll(List.of(arguments));
    Process process = command.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }
}
