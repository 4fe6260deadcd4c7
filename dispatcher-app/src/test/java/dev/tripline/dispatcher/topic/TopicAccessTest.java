package dev.tripline.dispatcher.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.AuthorizationErrorException;
import software.amazon.awssdk.services.sns.model.SnsException;

/// The API of SNS with access control.
class TopicAccessTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:orders";

  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;
  private static GuardedDispatcher.Key operator;

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data, "--tripline.endpoints.allow=127.0.0.1");
    operator = dispatcher.key("operator", "operator");
    dispatcher.admin(
        "POST", "/v1/functions", "{\"name\":\"sink\",\"url\":\"http://127.0.0.1:9/\"}", 201);
    try (SnsClient sns = client(operator)) {
      sns.createTopic(b -> b.name("orders"));
    }
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static SnsClient client(GuardedDispatcher.Key key) {
    return SnsClient.builder()
        .endpointOverride(dispatcher.endpoint())
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())))
        .httpClient(Apache5HttpClient.create())
        .build();
  }

  @Test
  void roles_decide_who_publishes_and_who_makes_topics() throws Exception {
    try (SnsClient publisher = client(dispatcher.key("publisher", "publisher"));
        SnsClient viewer = client(dispatcher.key("viewer", "viewer"));
        SnsClient limited = client(dispatcher.key("limited", "publisher", "topic:other-*"))) {
      assertThat(publisher.publish(b -> b.topicArn(TOPIC).message("a".repeat(200_000))).messageId())
          .isNotEmpty();
      assertThatThrownBy(() -> publisher.createTopic(b -> b.name("mine")))
          .isInstanceOf(AuthorizationErrorException.class)
          .hasMessageContaining("is not authorized to perform: SNS:CreateTopic");
      assertThat(viewer.listTopics().topics()).isNotEmpty();
      assertThatThrownBy(() -> viewer.publish(b -> b.topicArn(TOPIC).message("m")))
          .isInstanceOf(AuthorizationErrorException.class);
      assertThatThrownBy(() -> limited.publish(b -> b.topicArn(TOPIC).message("m")))
          .isInstanceOf(AuthorizationErrorException.class);
    }
    try (SnsClient sns = client(dispatcher.key("topics", "operator", "topic:*"))) {
      assertThatThrownBy(() ->
              sns.subscribe(b ->
                  b.topicArn(TOPIC)
                      .protocol("lambda")
                      .endpoint("arn:aws:lambda:us-east-1:000000000000:function:sink")))
          .isInstanceOf(AuthorizationErrorException.class);
    }
  }

  @Test
  void requests_without_a_good_signature_are_refused_as_sns_does() throws Exception {
    var wrong = operator.withWrongSecret();
    try (SnsClient sns = client(wrong)) {
      assertThatThrownBy(sns::listTopics)
          .isInstanceOfSatisfying(
              SnsException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(403);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SignatureDoesNotMatch");
              });
    }
    HttpResponse<String> answer = post("Action=ListTopics&Version=2010-03-31");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .startsWith("<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">")
        .contains("<Code>MissingAuthenticationToken</Code>");
    // Signed for another service.
    assertThat(dispatcher.signed(operator, "POST", "/", "Action=ListTopics").statusCode())
        .isNotEqualTo(200);
  }

  private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(dispatcher.endpoint() + "/"))
              .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void changes_are_in_the_audit() throws Exception {
    String audit = dispatcher.admin("GET", "/v1/audit?limit=50", "", 200).toString();
    assertThat(audit).contains("CreateTopic", "\"topic\"");
  }

  @Test
  void boto3_publishes() throws Exception {
    assumeTrue(Path.of(PYTHON).toFile().canExecute(), "no Python on this host");
    assumeTrue(run("-c", "import boto3").status() == 0, "boto3 is not installed");
    Run session =
        run(
            Path.of(Objects.requireNonNull(getClass().getResource("/boto3_topics.py")).toURI())
                .toString(),
            dispatcher.endpoint().toString(),
            operator.id(),
            operator.secret());
    assertThat(session.output()).contains("topics session complete");
    assertThat(session.status()).isZero();
  }

  private record Run(int status, String output) {}

  private static Run run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }
}
