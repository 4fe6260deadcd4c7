package dev.tripline.dispatcher.trigger.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.spi.source.Event;
import dev.tripline.testkit.server.KafkaServer;
import dev.tripline.testkit.server.SqsServer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.sqs.SqsClient;

/// `format: cloudevents` from the source to the function. Sources with a server of their own have a test like
/// it beside their others.
class CloudEventsOfSourcesTest {
  private static SqsServer queues;
  private static KafkaServer kafka;
  private static TriggerApp app;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    queues = SqsServer.start();
    kafka = KafkaServer.start();
    app = TriggerApp.onSqs(directory, queues);
    app.send("PUT", "/v1/secrets/sns", "{\"value\":\"of-sns\"}", 201);
  }

  @AfterAll
  static void stop() {
    app.close();
    kafka.close();
    queues.close();
  }

  @AfterEach
  void delete() throws Exception {
    app.send("DELETE", "/v1/triggers/told", "");
    app.received.clear();
  }

  private static void trigger(String source) throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        ("{'name':'told','function':'sink','source':{'format':'cloudevents'," + source + "}}")
            .replace('\'', '"'),
        201);
  }

  /// A source that pushes.
  enum Pushed {
    S3("'kind':'s3'", "arn:aws:s3:::photos", "aws.s3.ObjectCreated:Put") {
      @Override
      void push() throws Exception {
        app.send(
            "POST",
            "/v1/events/told",
            """
            {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",
             "eventTime":"2026-01-31T12:00:00.000Z","eventName":"ObjectCreated:Put",
             "s3":{"bucket":{"name":"photos"},"object":{"key":"a.jpg","size":5,"sequencer":"01"}}}]}
            """,
            202);
      }
    },
    SNS(
        "'kind':'sns','topics':['arn:aws:sns:us-east-1:123456789012:news'],"
            + "'raw':{'user':'sns','password':'secret:sns'}",
        "arn:aws:sns:us-east-1:123456789012:news",
        "aws.sns.Notification") {
      @Override
      void push() throws Exception {
        assertThat(
                app.send(
                        "POST",
                        "/v1/events/told",
                        "hello",
                        "Content-Type",
                        "text/plain",
                        "x-amz-sns-rawdelivery",
                        "true",
                        "x-amz-sns-topic-arn",
                        "arn:aws:sns:us-east-1:123456789012:news",
                        "x-amz-sns-message-id",
                        "1",
                        "Authorization",
                        "Basic c25zOm9mLXNucw==")
                    .status())
            .isEqualTo(200);
      }
    },
    TOPIC(
        "'kind':'topic','topic':'news'",
        "arn:aws:sns:us-east-1:000000000000:news",
        "aws.sns.Notification") {
      @Override
      void push() throws Exception {
        app.send(
            "POST",
            "/",
            "Action=Publish&Version=2010-03-31&Message=hello&TopicArn="
                + "arn%3Aaws%3Asns%3Aus-east-1%3A000000000000%3Anews",
            "Content-Type",
            "application/x-www-form-urlencoded");
      }
    },
    BUS("'kind':'event-bus','pattern':{'source':['my shop']}", "my%20shop", "An order") {
      @Override
      void push() throws Exception {
        app.send(
            "POST",
            "/",
            "{\"Entries\":[{\"Source\":\"my shop\",\"DetailType\":\"An"
                + " order\",\"Detail\":\"{}\"}]}",
            "Content-Type",
            "application/x-amz-json-1.1",
            "X-Amz-Target",
            "AWSEvents.PutEvents");
      }
    },
    SCHEDULE(
        "'kind':'schedule','expression':'rate(1 hour)'",
        "arn:aws:events:us-east-1:000000000000:rule/told",
        "aws.events.ScheduledEvent") {
      @Override
      void push() {
        // It fires at once.
      }
    };

    private final String form;
    private final String source;
    private final String type;

    Pushed(String form, String source, String type) {
      this.form = form;
      this.source = source;
      this.type = type;
    }

    abstract void push() throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void event_that_was_pushed_is_one_cloud_event(Pushed pushed) throws Exception {
    trigger(pushed.form);
    pushed.push();
    Event event = CloudEventsReceived.single(app, false);
    assertThat(event.source()).isEqualTo(pushed.source);
    assertThat(event.type()).isEqualTo(pushed.type);
  }

  @Test
  void messages_of_a_queue_are_a_list_of_cloud_events() throws Exception {
    try (SqsClient sqs = queues.client()) {
      String url = sqs.createQueue(b -> b.queueName("told")).queueUrl();
      trigger("'kind':'sqs','queueArn':'" + SqsServer.queueArn("told") + "'");
      String id = sqs.sendMessage(b -> b.queueUrl(url).messageBody("{\"a\":1}")).messageId();
      Event event = CloudEventsReceived.single(app, true);
      assertThat(event.id()).isEqualTo(id);
      assertThat(event.source()).isEqualTo(SqsServer.queueArn("told"));
    }
  }

  @Test
  void records_of_a_topic_of_kafka_are_a_list_of_cloud_events() throws Exception {
    kafka.createTopic("told", 1);
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>("told", "key", "{\"a\":1}")).get();
    }
    trigger(
        "'kind':'kafka','bootstrapServers':['"
            + kafka.bootstrapServers()
            + "'],'topic':'told','maxRetries':1,'startingPosition':'TRIM_HORIZON'");
    Event event = CloudEventsReceived.single(app, true);
    assertThat(event.source()).contains("told");
    assertThat(event.subject()).isEqualTo("key");
  }
}
