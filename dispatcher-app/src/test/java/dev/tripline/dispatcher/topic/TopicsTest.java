package dev.tripline.dispatcher.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.SnsException;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TooManyEntriesInBatchRequestException;
import tools.jackson.databind.JsonNode;

/// Topics of the dispatcher's own, by AWS's client and by triggers.
class TopicsTest {
  private static final String SINK = "arn:aws:lambda:us-east-1:000000000000:function:sink";

  @TempDir static Path data;

  private static TriggerApp app;
  private static SnsClient sns;

  @BeforeAll
  static void start() throws Exception {
    app = new TriggerApp(data);
    sns =
        SnsClient.builder()
            .endpointOverride(app.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .httpClient(Apache5HttpClient.create())
            .build();
  }

  @AfterAll
  static void stop() {
    sns.close();
    app.close();
  }

  @BeforeEach
  void forget() {
    app.received.clear();
  }

  private static String topic(String name) {
    return sns.createTopic(b -> b.name(name)).topicArn();
  }

  private static String subscribe(String topic, Map<String, String> attributes) {
    return sns.subscribe(
            b -> b.topicArn(topic).protocol("lambda").endpoint(SINK).attributes(attributes))
        .subscriptionArn();
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  @Test
  void published_message_reaches_the_function_in_the_shape_of_sns() {
    String topic = topic("orders");
    assertThat(topic).isEqualTo("arn:aws:sns:us-east-1:000000000000:orders");
    String subscription = subscribe(topic, Map.of());
    String id =
        sns.publish(b ->
                b.topicArn(topic)
                    .message("{\"größe\":1}\n&<>")
                    .subject("An order")
                    .messageAttributes(
                        Map.of(
                            "kind",
                            text("book"),
                            "picture",
                            MessageAttributeValue.builder()
                                .dataType("Binary")
                                .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1}))
                                .build())))
            .messageId();
    app.awaitReceived(1);
    JsonNode record = TriggerApp.JSON.readTree(app.received.getFirst()).path("Records").path(0);
    assertThat(record.path("EventSource").asString()).isEqualTo("aws:sns");
    assertThat(record.path("EventVersion").asString()).isEqualTo("1.0");
    assertThat(record.path("EventSubscriptionArn").asString()).isEqualTo(subscription);
    JsonNode message = record.path("Sns");
    assertThat(message.path("Type").asString()).isEqualTo("Notification");
    assertThat(message.path("MessageId").asString()).isEqualTo(id);
    assertThat(message.path("TopicArn").asString()).isEqualTo(topic);
    assertThat(message.path("Subject").asString()).isEqualTo("An order");
    assertThat(message.path("Message").asString()).isEqualTo("{\"größe\":1}\n&<>");
    assertThat(message.path("Timestamp").asString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(message.path("MessageAttributes"))
        .isEqualTo(
            TriggerApp.JSON.readTree(
                "{\"kind\":{\"Type\":\"String\",\"Value\":\"book\"},"
                    + "\"picture\":{\"Type\":\"Binary\",\"Value\":\"AP8=\"}}"));
  }

  @Test
  void subscriptions_are_triggers_and_triggers_are_subscriptions() throws Exception {
    String topic = topic("both");
    String subscription = subscribe(topic, Map.of("FilterPolicy", "{\"kind\":[\"book\"]}"));
    String id = subscription.substring(subscription.lastIndexOf(':') + 1);
    JsonNode trigger = app.trigger(id);
    assertThat(trigger.path("source").path("topic").asString()).isEqualTo("both");
    assertThat(trigger.path("state").asString()).isEqualTo("Enabled");
    app.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"own\",\"function\":\"sink\",\"source\":{\"kind\":\"topic\",\"topic\":\"made\"}}",
        201);
    List<Subscription> found =
        sns.listSubscriptionsByTopic(b -> b.topicArn("arn:aws:sns:us-east-1:000000000000:made"))
            .subscriptions();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().endpoint()).isEqualTo(SINK);
    assertThat(found.getFirst().protocol()).isEqualTo("lambda");
    sns.publish(b -> b.topicArn("arn:aws:sns:us-east-1:000000000000:made").message("hello"));
    app.awaitReceived(1);
    sns.unsubscribe(b -> b.subscriptionArn(found.getFirst().subscriptionArn()));
    assertThat(app.send("GET", "/v1/triggers/own", "").status()).isEqualTo(404);
    sns.deleteTopic(b -> b.topicArn(topic));
    assertThat(app.send("GET", "/v1/triggers/" + id, "").status()).isEqualTo(404);
    sns.unsubscribe(b -> b.subscriptionArn(subscription));
    sns.deleteTopic(b -> b.topicArn(topic));
  }

  @Test
  void filter_policies_choose_by_attributes_and_by_bodies() throws Exception {
    String topic = topic("filtered");
    String subscription =
        subscribe(topic, Map.of("FilterPolicy", "{\"kind\":[\"book\",{\"prefix\":\"mag\"}]}"));
    sns.publish(b -> b.topicArn(topic).message("1"));
    sns.publish(
        b -> b.topicArn(topic).message("2").messageAttributes(Map.of("kind", text("magazine"))));
    sns.setSubscriptionAttributes(b ->
        b.subscriptionArn(subscription)
            .attributeName("FilterPolicyScope")
            .attributeValue("MessageBody"));
    sns.setSubscriptionAttributes(b ->
        b.subscriptionArn(subscription)
            .attributeName("FilterPolicy")
            .attributeValue("{\"order\":{\"price\":[{\"numeric\":[\">\",100]}]}}"));
    sns.publish(b -> b.topicArn(topic).message("{\"order\":{\"price\":99}}"));
    sns.publish(b -> b.topicArn(topic).message("{\"order\":{\"price\":101}}"));
    sns.publish(b -> b.topicArn(topic).message("no json"));
    app.awaitReceived(2);
    assertThat(messages()).containsExactlyInAnyOrder("2", "{\"order\":{\"price\":101}}");
    Map<String, String> attributes =
        sns.getSubscriptionAttributes(b -> b.subscriptionArn(subscription)).attributes();
    assertThat(attributes)
        .containsEntry("FilterPolicyScope", "MessageBody")
        .containsEntry("PendingConfirmation", "false")
        .containsEntry("Endpoint", SINK)
        .containsKey("FilterPolicy");
    String id = subscription.substring(subscription.lastIndexOf(':') + 1);
    TriggerApp.await(
        () -> {
          String ledger = ledger(id);
          return ledger.contains("\"filtered\":3") && ledger.contains("\"delivered\":2");
        },
        "the ledger to count all messages");
  }

  private static String ledger(String trigger) {
    try {
      return app.send("GET", "/v1/triggers/" + trigger + "/ledger", "", 200).text();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> messages() {
    List<String> messages = new ArrayList<>();
    for (String event : app.received) {
      messages.add(
          TriggerApp.JSON
              .readTree(event)
              .path("Records")
              .path(0)
              .path("Sns")
              .path("Message")
              .asString());
    }
    return messages;
  }

  @Test
  void batch_is_published_as_a_whole_and_its_bad_entries_are_named() {
    String topic = topic("batches");
    subscribe(topic, Map.of());
    PublishBatchResponse answer =
        sns.publishBatch(b ->
            b.topicArn(topic)
                .publishBatchRequestEntries(
                    PublishBatchRequestEntry.builder().id("a").message("one").build(),
                    PublishBatchRequestEntry.builder()
                        .id("b")
                        .message("two")
                        .messageGroupId("g")
                        .build(),
                    PublishBatchRequestEntry.builder()
                        .id("c")
                        .message("{\"default\":\"three\",\"lambda\":\"drei\"}")
                        .messageStructure("json")
                        .build()));
    assertThat(answer.successful()).extracting("id").containsExactly("a", "c");
    assertThat(answer.failed()).hasSize(1);
    assertThat(answer.failed().getFirst().code()).isEqualTo("InvalidParameter");
    assertThat(answer.failed().getFirst().senderFault()).isTrue();
    app.awaitReceived(2);
    assertThat(messages()).containsExactlyInAnyOrder("one", "drei");
    List<PublishBatchRequestEntry> many = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      many.add(PublishBatchRequestEntry.builder().id("e" + i).message("m").build());
    }
    assertThatThrownBy(
            () -> sns.publishBatch(b -> b.topicArn(topic).publishBatchRequestEntries(many)))
        .isInstanceOf(TooManyEntriesInBatchRequestException.class);
  }

  @Test
  void messages_over_the_limit_and_things_that_are_not_done_are_refused() {
    String topic = topic("limits");
    subscribe(topic, Map.of());
    String longest = "a".repeat(262_144);
    sns.publish(b -> b.topicArn(topic).message(longest));
    app.awaitReceived(1);
    assertThatThrownBy(() -> sns.publish(b -> b.topicArn(topic).message(longest + "a")))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("Message too long");
    assertThatThrownBy(() -> sns.publish(b -> b.topicArn(topic + "-not").message("m")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("Topic does not exist");
    assertThatThrownBy(() -> sns.createTopic(b -> b.name("ordered.fifo")))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("topics in order are not offered here");
    assertThatThrownBy(
            () -> sns.subscribe(b -> b.topicArn(topic).protocol("email").endpoint("a@example.org")))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("email is not offered here");
    assertThatThrownBy(
            () -> sns.subscribe(b -> b.topicArn(topic).protocol("lambda").endpoint(SINK + "s")))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("there is no function");
    for (Map<String, String> refused :
        List.of(
            Map.of("RawMessageDelivery", "true"),
            Map.of("RedrivePolicy", "{\"deadLetterTargetArn\":\"arn:aws:sqs:x:1:q\"}"),
            Map.of("FilterPolicy", "{\"a\":\"b\"}"),
            Map.of("FilterPolicy", "[".repeat(100_000)))) {
      assertThatThrownBy(() -> subscribe(topic("limits2"), refused))
          .isInstanceOf(InvalidParameterException.class);
    }
    assertThatThrownBy(() ->
            sns.addPermission(
                b -> b.topicArn(topic).label("l").awsAccountIds("1").actionNames("Publish")))
        .isInstanceOf(SnsException.class)
        .hasMessageContaining("AddPermission is not valid");
  }

  @Test
  void topics_have_attributes_and_tags_and_are_listed() {
    String topic =
        sns.createTopic(b ->
                b.name("described")
                    .attributes(Map.of("DisplayName", "Shown"))
                    .tags(Tag.builder().key("team").value("shop").build()))
            .topicArn();
    assertThat(topic("described")).isEqualTo(topic);
    assertThatThrownBy(() ->
            sns.createTopic(b -> b.name("described").attributes(Map.of("DisplayName", "Other"))))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("Topic already exists with different attributes");
    sns.setTopicAttributes(
        b -> b.topicArn(topic).attributeName("SQSSuccessFeedbackSampleRate").attributeValue("0"));
    assertThatThrownBy(() ->
            sns.setTopicAttributes(
                b -> b.topicArn(topic).attributeName("KmsMasterKeyId").attributeValue("alias/x")))
        .isInstanceOf(InvalidParameterException.class);
    Map<String, String> attributes = sns.getTopicAttributes(b -> b.topicArn(topic)).attributes();
    assertThat(attributes)
        .containsEntry("TopicArn", topic)
        .containsEntry("DisplayName", "Shown")
        .containsEntry("SubscriptionsConfirmed", "0")
        .containsKeys("Policy", "EffectiveDeliveryPolicy", "Owner");
    sns.tagResource(b -> b.resourceArn(topic).tags(Tag.builder().key("a").value("b").build()));
    sns.untagResource(b -> b.resourceArn(topic).tagKeys("team"));
    assertThat(sns.listTagsForResource(b -> b.resourceArn(topic)).tags())
        .extracting(Tag::key)
        .containsExactly("a");
    for (int i = 0; i < 120; i++) {
      topic("many-" + i);
    }
    assertThat(
            sns.listTopicsPaginator().topics().stream().filter(t -> t.topicArn().contains("many-")))
        .hasSize(120);
  }

  @Test
  void records_of_functions_go_to_a_topic_that_their_destination_names() throws Exception {
    String topic = topic("failures");
    subscribe(topic, Map.of());
    app.send(
        "POST",
        "/v1/functions",
        "{\"name\":\"proud\",\"url\":\"%s\",\"destinations\":{\"onSuccess\":\"%s\"}}"
            .formatted(app.sinkUrl(), topic),
        201);
    app.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"proud\",\"function\":\"proud\",\"source\":{\"kind\":\"http\"}}",
        201);
    assertThat(
            app.send(
                    "POST",
                    "/v1/events/proud",
                    "{\"n\":1}",
                    "Content-Type",
                    "application/json",
                    "ce-specversion",
                    "1.0",
                    "ce-id",
                    "1",
                    "ce-source",
                    "/test",
                    "ce-type",
                    "t")
                .status())
        .isEqualTo(202);
    app.awaitReceived(2);
    JsonNode record =
        TriggerApp.JSON.readTree(
            messages().stream().filter(message -> !message.isEmpty()).findFirst().orElseThrow());
    assertThat(record.path("requestContext").path("condition").asString()).isEqualTo("Success");
  }
}
