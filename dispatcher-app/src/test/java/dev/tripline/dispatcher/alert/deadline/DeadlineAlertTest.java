package dev.tripline.dispatcher.alert.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.KafkaServer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Alerts that look ahead, of a whole dispatcher: at a real Kafka and at real certificates.
class DeadlineAlertTest {
  private static final int MONTH = 30 * 24 * 3_600;

  @TempDir static Path temporary;

  private static KafkaServer kafka;
  private static CertificateFiles own;
  private static TriggerApp app;

  @BeforeAll
  static void start() throws Exception {
    kafka = KafkaServer.start();
    own = new CertificateFiles(temporary.resolve("own.p12"));
    own.add("dispatcher", 20);
    app =
        new TriggerApp(
            temporary.resolve("data"),
            "--tripline.alerts.interval=100ms",
            "--spring.ssl.bundle.jks.web.keystore.location=" + own.store(),
            "--spring.ssl.bundle.jks.web.keystore.password=" + CertificateFiles.PASSWORD,
            "--spring.ssl.bundle.jks.web.keystore.type=PKCS12");
  }

  @AfterAll
  static void stop() {
    app.close();
    kafka.close();
  }

  private static void alert(String members) throws Exception {
    app.send("POST", "/v1/alerts", "{" + members + ",\"channels\":[]}", 201);
  }

  private static JsonNode found(String alert) {
    try {
      return app.send("GET", "/v1/alerts/" + alert, "", 200).json();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitState(String alert, String state) {
    TriggerApp.await(
        () -> found(alert).path("state").asString().equals(state), alert + " is " + state);
  }

  private static void produce(String topic, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  @Test
  void what_a_paused_trigger_has_not_read_is_seen_to_come_near_its_end() throws Exception {
    kafka.createTopic("orders", 1);
    produce("orders", "1");
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"orders","function":"sink","source":{"kind":"kafka","bootstrapServers":["%s"],
         "topic":"orders"}}\
        """
            .formatted(kafka.bootstrapServers()),
        201);
    TriggerApp.await(() -> !app.received.isEmpty(), "the first record");
    alert(
        "\"name\":\"late\",\"kind\":\"retention-horizon\",\"trigger\":\"orders\",\"seconds\":"
            + MONTH);
    awaitState("late", "ok");
    app.send("POST", "/v1/triggers/orders/pause", "", 200);
    produce("orders", "2");
    awaitState("late", "firing");
    assertThat(found("late").path("detail").asString())
        .contains("trigger orders: 1 unread records are removed soon", "for 168 h");
    app.send("POST", "/v1/triggers/orders/resume", "", 200);
    awaitState("late", "ok");
  }

  @Test
  void a_source_that_cannot_tell_is_refused_in_words() throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"push\",\"function\":\"sink\",\"source\":{\"kind\":\"http\"}}",
        201);
    JsonNode problem =
        app.send(
                "POST",
                "/v1/alerts",
                "{\"name\":\"a\",\"kind\":\"retention-horizon\",\"trigger\":\"push\","
                    + "\"seconds\":60}",
                400)
            .json();
    assertThat(problem.toString())
        .contains(
            "sources of the kind http do not tell when they remove what is not read; dynamodb,"
                + " kafka, kinesis do");
    for (String members :
        new String[] {
          "\"kind\":\"retention-horizon\",\"seconds\":60",
          "\"kind\":\"retention-horizon\",\"trigger\":\"push\"",
          "\"kind\":\"certificate-expiry\"",
          "\"kind\":\"certificate-expiry\",\"trigger\":\"push\",\"seconds\":60"
        }) {
      app.send("POST", "/v1/alerts", "{\"name\":\"a\"," + members + "}", 400);
    }
  }

  @Test
  void certificates_of_bundles_and_in_secrets_are_told_before_they_end() throws Exception {
    alert("\"name\":\"ends\",\"kind\":\"certificate-expiry\",\"seconds\":" + MONTH);
    awaitState("ends", "firing");
    assertThat(found("ends").path("detail").asString())
        .contains("the certificate of bundle web, CN=dispatcher, ends at 20");

    int tenDays = 10 * 24 * 3_600;
    alert("\"name\":\"soon\",\"kind\":\"certificate-expiry\",\"seconds\":" + tenDays);
    CertificateFiles others = new CertificateFiles(temporary.resolve("others.p12"));
    others.add("kafka-client", 2);
    String value = TriggerApp.JSON.writeValueAsString(Map.of("value", others.pem("kafka-client")));
    app.send("PUT", "/v1/secrets/kafka-client", value, 201);
    awaitState("soon", "firing");
    assertThat(found("soon").path("detail").asString())
        .contains("the certificate of secret kafka-client, CN=kafka-client,");
  }
}
