package dev.tripline.dispatcher.trigger.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.KafkaServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A function that fails on the records of its own failures, by way of two topics.
class KafkaLoopTest {
  @TempDir Path directory;

  @Test
  void records_of_failures_that_come_back_are_stopped_after_16_invocations() throws Exception {
    try (KafkaServer kafka = KafkaServer.start();
        TriggerApp app = new TriggerApp(directory.resolve("data"))) {
      kafka.createTopic("ping", 1);
      kafka.createTopic("pong", 1);
      app.status = 400;
      trigger(app, kafka, "ping", "pong");
      trigger(app, kafka, "pong", "ping");
      try (var producer =
          new KafkaProducer<>(
              Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
              new StringSerializer(),
              new StringSerializer())) {
        producer.send(new ProducerRecord<>("ping", "key", "{}")).get();
      }
      TriggerApp.await(() -> stopped(app).size() == 2, "the chain to be stopped, and told of");
      TriggerApp.await(() -> settled(app), "nothing to be left in the topic");
      assertThat(app.received).hasSize(16);
      assertThat(stopped(app)).as("its announcement is not told of").hasSize(2);
    }
  }

  private static void trigger(TriggerApp app, KafkaServer kafka, String topic, String onFailure)
      throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"%s","function":"sink","source":{"kind":"kafka","bootstrapServers":["%s"],
         "topic":"%s","maxRetries":0,"onFailure":"kafka://%s","startingPosition":"TRIM_HORIZON"}}
        """
            .formatted(topic, kafka.bootstrapServers(), topic, onFailure),
        201);
  }

  private static boolean settled(TriggerApp app) {
    return received(app, "ping") + received(app, "pong") == 18;
  }

  private static int received(TriggerApp app, String trigger) {
    try {
      return app.send("GET", "/v1/triggers/" + trigger + "/ledger", "", 200)
          .json()
          .path("totals")
          .path("received")
          .asInt();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> stopped(TriggerApp app) {
    try {
      List<String> stopped = new ArrayList<>();
      app.send("GET", "/v1/dead-letters?reason=RecursionLimitExceeded", "", 200)
          .json()
          .path("deadLetters")
          .forEach(letter -> stopped.add(letter.path("id").asString()));
      return stopped;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
