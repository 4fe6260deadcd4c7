package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.rest.AsyncApiDocument;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.S3Server;
import dev.tripline.testkit.server.SqsServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Functions whose ends are told to queues and buckets, set through the Lambda API.
class DestinationsOverTheApiTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FAILS = "def handler(event, context):\n    raise ValueError('no')\n";

  @TempDir private static Path data;
  private static SqsServer queues;
  private static S3Server buckets;
  private static RunningDispatcher dispatcher;
  private static LambdaClient lambda;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    queues = SqsServer.start();
    buckets = S3Server.start();
    Path secret = Files.writeString(data.resolve("secret"), S3Server.SECRET_KEY);
    dispatcher =
        RunningDispatcher.start(
            data.resolve("dispatcher"),
            "--tripline.aws.endpoints.sqs=" + queues.endpoint(),
            "--tripline.aws.endpoints.s3=" + buckets.endpoint(),
            "--tripline.aws.access-key-id=" + S3Server.ACCESS_KEY,
            "--tripline.aws.secret-access-key=file:" + secret);
    lambda = dispatcher.lambda();
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
      buckets.close();
      queues.close();
    }
  }

  @Test
  void queue_is_told_of_a_success() {
    String url = createQueue("done");
    Packages.create(lambda, "succeeds", Packages.ECHO);
    lambda.putFunctionEventInvokeConfig(b ->
        b.functionName("succeeds")
            .destinationConfig(d -> d.onSuccess(s -> s.destination(SqsServer.queueArn("done")))));

    invoke("succeeds");

    JsonNode record = JSON.readTree(receive(url).body());
    AsyncApiDocument.check("queue", "InvocationRecord", record);
    assertThat(record.at("/requestContext/condition").stringValue()).isEqualTo("Success");
    assertThat(record.at("/requestPayload")).isEqualTo(JSON.readTree("{\"n\":1}"));
    assertThat(record.at("/responsePayload")).isEqualTo(JSON.readTree("{\"n\":1}"));
  }

  @Test
  void bucket_and_dead_letter_queue_are_told_of_a_failure() {
    String url = createQueue("dead");
    buckets.createBucket("records");
    lambda.createFunction(
        Packages.request("fails", FAILS)
            .deadLetterConfig(d -> d.targetArn(SqsServer.queueArn("dead")))
            .build());
    Packages.awaitActive(lambda, "fails");
    lambda.putFunctionEventInvokeConfig(b ->
        b.functionName("fails")
            .maximumRetryAttempts(0)
            .destinationConfig(d -> d.onFailure(f -> f.destination("arn:aws:s3:::records"))));

    invoke("fails");

    Message letter = receive(url);
    assertThat(letter.body()).isEqualTo("{\"n\":1}");
    assertThat(letter.messageAttributes())
        .containsOnlyKeys("RequestID", "ErrorCode", "ErrorMessage");
    Map<String, String> attributes = new TreeMap<>();
    letter.messageAttributes().forEach((name, value) -> attributes.put(name, value.stringValue()));
    AsyncApiDocument.checkHeaders("queue", "DeadLetter", attributes);
    S3Object object = onlyObject("records");
    assertThat(object.key())
        .matches("aws/lambda/async/fails/\\d{4}/\\d\\d/\\d\\d/[0-9T.-]{19}-[0-9a-f-]{36}");
    try (S3Client client = s3(buckets.endpoint())) {
      String record =
          client.getObjectAsBytes(b -> b.bucket("records").key(object.key())).asUtf8String();
      AsyncApiDocument.check("bucket", "InvocationRecord", record);
    }
  }

  @Test
  void destinations_that_aws_refuses_are_refused() {
    Packages.create(lambda, "refuses", Packages.ECHO);
    String fifo = SqsServer.queueArn("done.fifo");
    for (String destination :
        List.of(fifo, "arn:aws:s3:::records", "arn:aws:kinesis:us-east-1:000000000000:stream/s")) {
      assertThatThrownBy(() ->
              lambda.putFunctionEventInvokeConfig(b ->
                  b.functionName("refuses")
                      .destinationConfig(d -> d.onSuccess(s -> s.destination(destination)))))
          .isInstanceOf(InvalidParameterValueException.class)
          .hasMessageContaining(
              "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination="
                  + destination
                  + "), onFailure=null) is invalid.");
    }
  }

  private static void invoke(String function) {
    lambda.invoke(b ->
        b.functionName(function)
            .invocationType(InvocationType.EVENT)
            .payload(SdkBytes.fromUtf8String("{\"n\":1}")));
  }

  private static String createQueue(String name) {
    try (SqsClient client = queues.client()) {
      return client.createQueue(b -> b.queueName(name)).queueUrl();
    }
  }

  private static Message receive(String url) {
    try (SqsClient client = queues.client()) {
      return client
          .receiveMessage(b -> b.queueUrl(url).waitTimeSeconds(20).messageAttributeNames("All"))
          .messages()
          .getFirst();
    }
  }

  private static S3Object onlyObject(String bucket) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try (S3Client client = s3(buckets.endpoint())) {
      while (true) {
        List<S3Object> objects = client.listObjectsV2(b -> b.bucket(bucket)).contents();
        if (!objects.isEmpty() || System.nanoTime() > end) {
          assertThat(objects).hasSize(1);
          return objects.getFirst();
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  private static S3Client s3(URI endpoint) {
    return LocalAws.at(endpoint, S3Client.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
        .forcePathStyle(true)
        .build();
  }
}
