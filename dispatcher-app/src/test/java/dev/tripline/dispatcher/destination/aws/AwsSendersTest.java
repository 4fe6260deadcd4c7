package dev.tripline.dispatcher.destination.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.AwsSettings;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.destination.DestinationSender;
import dev.tripline.dispatcher.destination.DestinationSender.Sent;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.S3Server;
import dev.tripline.testkit.server.SqsServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/// Destinations in AWS services, against ElasticMQ, S3Proxy and a stand-in for SNS.
class AwsSendersTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
  private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:";
  private static final Map<String, String> DEAD_LETTER =
      Map.of("RequestID", "r-1", "ErrorCode", "200", "ErrorMessage", "bad\u0000 \"ü\"");

  @TempDir private static Path directory;
  private static SqsServer queues;
  private static S3Server buckets;
  private static SnsStandIn topics;
  private static AwsClients clients;

  @BeforeAll
  static void start() throws IOException {
    queues = SqsServer.start();
    buckets = S3Server.start();
    topics = new SnsStandIn();
    clients =
        clients(
            S3Server.ACCESS_KEY,
            S3Server.SECRET_KEY,
            Map.of("sqs", queues.endpoint(), "s3", buckets.endpoint(), "sns", topics.endpoint()));
  }

  @AfterAll
  static void stop() {
    clients.close();
    topics.close();
    buckets.close();
    queues.close();
  }

  @Test
  void queue_gets_a_dead_letter_with_its_attributes() throws Exception {
    String queue = queue("letters");
    assertThat(sqs().send(message(SqsServer.queueArn("letters"), "{\"n\":1}", DEAD_LETTER)))
        .isEqualTo(new Sent.Confirmed());
    Message received = receive(queue);
    assertThat(received.body()).isEqualTo("{\"n\":1}");
    assertThat(received.messageAttributes())
        .containsEntry("RequestID", attribute("String", "r-1"))
        .containsEntry("ErrorCode", attribute("Number", "200"))
        .containsEntry("ErrorMessage", attribute("String", "bad  \"ü\""));
  }

  @Test
  void queue_gets_the_trace_of_the_invocation_with_records_and_dead_letters() throws Exception {
    String id = "0f7e3c52-9d41-4c8e-b1aa-3f6de2a90c11";
    String trace =
        "Root=1-695735a5-0f7e3c529d414c8eb1aa3f6d;Parent=b1aa3f6de2a90c11;Sampled=0"
            + ";Lineage=1:0f7e3c52:0";
    String queue = queue("traced");
    String record = "{\"version\":\"1.0\",\"requestContext\":{\"requestId\":\"" + id + "\"}}";
    sqs().send(message(SqsServer.queueArn("traced"), record, Map.of()));
    assertThat(receive(queue).attributes())
        .containsEntry(MessageSystemAttributeName.AWS_TRACE_HEADER, trace);
    sqs().send(message(SqsServer.queueArn("traced"), "1", Map.of("RequestID", id)));
    assertThat(receive(queue).attributes())
        .containsEntry(MessageSystemAttributeName.AWS_TRACE_HEADER, trace);
    sqs().send(message(SqsServer.queueArn("traced"), "1", Map.of("RequestID", "short")));
    assertThat(receive(queue).attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER))
        .matches(
            "Root=1-695735a5-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0");
  }

  @Test
  void record_that_is_too_large_is_sent_without_its_payloads() throws Exception {
    String queue = queue("large");
    String payload = "x".repeat(700_000);
    String record =
        """
        {"version":"1.0","requestContext":{"requestId":"r-1"},"requestPayload":"%s",\
        "responseContext":{"statusCode":200},"responsePayload":"%s"}\
        """
            .formatted(payload, payload);
    assertThat(sqs().send(message(SqsServer.queueArn("large"), record, Map.of())))
        .isEqualTo(new Sent.Confirmed());
    assertThat(receive(queue).body())
        .isEqualTo(
            "{\"version\":\"1.0\",\"requestContext\":{\"requestId\":\"r-1\"},"
                + "\"responseContext\":{\"statusCode\":200}}");
    String event = "\"" + "x".repeat(1_048_576) + "\"";
    assertThat(sqs().send(message(SqsServer.queueArn("large"), event, Map.of())))
        .isInstanceOf(Sent.Hopeless.class);
  }

  @Test
  void queue_that_does_not_exist_yet_is_tried_again() throws Exception {
    OutboxMessage message = message(SqsServer.queueArn("later"), "{}", Map.of());
    DestinationSender sender = sqs();
    assertThat(sender.send(message)).isInstanceOf(Sent.Refused.class);
    String queue = queue("later");
    assertThat(sender.send(message)).isEqualTo(new Sent.Confirmed());
    assertThat(receive(queue).body()).isEqualTo("{}");
  }

  @Test
  void server_that_is_down_is_tried_again() throws Exception {
    try (AwsClients none =
        clients("testkey", "testsecret", Map.of("sqs", URI.create("http://127.0.0.1:1")))) {
      Sent sent =
          SqsQueues.sender(none, Duration.ofSeconds(2), InstantSource.system())
              .send(message(SqsServer.queueArn("q"), "{}", Map.of()));
      assertThat(sent).isInstanceOf(Sent.Refused.class);
    }
  }

  @Test
  void topic_gets_the_message_with_its_attributes() throws Exception {
    assertThat(sns().send(message(TOPIC + "letters", "{\"n\":1}", DEAD_LETTER)))
        .isEqualTo(new Sent.Confirmed());
    Map<String, String> form = topics.published.getLast();
    assertThat(form)
        .containsEntry("TopicArn", TOPIC + "letters")
        .containsEntry("Message", "{\"n\":1}");
    assertThat(form.values()).contains("RequestID", "r-1", "ErrorCode", "Number", "200");
    assertThat(sns().send(message(TOPIC + "missing", "{}", Map.of())))
        .isInstanceOf(Sent.Refused.class);
    String event = "\"" + "x".repeat(262_144) + "\"";
    assertThat(sns().send(message(TOPIC + "letters", event, Map.of())))
        .isInstanceOf(Sent.Hopeless.class);
  }

  @Test
  void bucket_gets_an_object_under_the_key_of_the_address() throws Exception {
    buckets.createBucket("keep");
    String key = "aws/lambda/trigger/shardId-1/2026/03/04/2026-03-04T05.06.07-id";
    S3Sender sender = new S3Sender(clients, TIMEOUT);
    assertThat(sender.send(message("arn:aws:s3:::keep/" + key, "{\"n\":1}", Map.of())))
        .isEqualTo(new Sent.Confirmed());
    assertThat(object("keep", key)).isEqualTo("{\"n\":1}");
    assertThat(sender.send(message("arn:aws:s3:::none/" + key, "{}", Map.of())))
        .isInstanceOf(Sent.Refused.class);
  }

  @Test
  void bucket_gets_the_record_of_an_asynchronous_invocation_under_the_key_of_aws()
      throws Exception {
    buckets.createBucket("async");
    String record =
        """
        {"timestamp":"2026-03-04T05:06:07.089Z","requestContext":\
        {"functionArn":"arn:aws:lambda:us-east-1:000000000000:function:orders:$LATEST"}}\
        """;
    OutboxMessage message = message("arn:aws:s3:::async", record, Map.of());
    S3Sender sender = new S3Sender(clients, TIMEOUT);
    assertThat(sender.send(message)).isEqualTo(new Sent.Confirmed());
    String key = "aws/lambda/async/orders/2026/03/04/2026-03-04T05.06.07-" + message.id();
    assertThat(object("async", key)).isEqualTo(record);
    assertThat(sender.send(message("arn:aws:s3:::async", "{}", Map.of())))
        .isInstanceOf(Sent.Hopeless.class);
  }

  private static DestinationSender sqs() {
    return SqsQueues.sender(clients, TIMEOUT, CLOCK);
  }

  private static DestinationSender sns() {
    return SnsTopics.sender(clients, TIMEOUT, InstantSource.system());
  }

  private static OutboxMessage message(
      String destination, String body, Map<String, String> headers) {
    return new OutboxMessage(
        UUID.randomUUID().toString(),
        destination,
        body.getBytes(StandardCharsets.UTF_8),
        headers,
        0,
        null);
  }

  private static MessageAttributeValue attribute(String type, String value) {
    return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
  }

  private static String queue(String name) {
    try (SqsClient client = queues.client()) {
      return client.createQueue(request -> request.queueName(name)).queueUrl();
    }
  }

  private static Message receive(String queueUrl) {
    try (SqsClient client = queues.client()) {
      return client
          .receiveMessage(request ->
              request
                  .queueUrl(queueUrl)
                  .waitTimeSeconds(10)
                  .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                  .messageAttributeNames("All"))
          .messages()
          .getFirst();
    }
  }

  private static String object(String bucket, String key) {
    try (ClientLease<S3Client> lease = clients.s3(new AwsClients.Place("", null, null))) {
      return lease
          .client()
          .getObjectAsBytes(request -> request.bucket(bucket).key(key))
          .asUtf8String();
    }
  }

  private static AwsClients clients(String id, String secret, Map<String, URI> endpoints)
      throws IOException {
    Path file = Files.writeString(directory.resolve("secret-" + id), secret + "\n");
    return new AwsClients(
        new AwsSettings(endpoints, id, new SecretReference("file:" + file)),
        LocalAws.REGION,
        StoredSecrets.NONE,
        AddressResolver.ANY);
  }
}
