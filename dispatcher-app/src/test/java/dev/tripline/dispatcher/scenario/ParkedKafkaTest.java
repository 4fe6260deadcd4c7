package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.function.trace.OtlpCollector;
import dev.tripline.testkit.server.KafkaServer;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A key of a real Kafka is parked, redriven over HTTP and rejoins in order; books and status tell so.
class ParkedKafkaTest {
  private static final String SENDER = "00f067aa0ba902b7";

  private @TempDir Path data;
  private final List<String> taken = new ArrayList<>();
  private volatile String poison = "a/b-3";

  private boolean take(String event) {
    List<String> values = new ArrayList<>();
    for (JsonNode partition : TriggerApp.JSON.readTree(event).path("records")) {
      for (JsonNode record : partition) {
        byte[] value = Base64.getDecoder().decode(record.path("value").asString());
        values.add(new String(value, StandardCharsets.UTF_8));
      }
    }
    synchronized (taken) {
      return !values.contains(poison) && taken.addAll(values);
    }
  }

  private List<String> taken(String key) {
    synchronized (taken) {
      return taken.stream().filter(value -> value.startsWith(key + "-")).toList();
    }
  }

  private static List<String> numbered(String key, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> key + "-" + i).toList();
  }

  private static void publish(KafkaServer kafka, int from, int to) {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (int i = from; i < to; i++) {
        for (String key : List.of("a/b", "c")) {
          var record = new ProducerRecord<>("orders", key, key + "-" + i);
          record.headers().add("traceparent", traceparent(i).getBytes(StandardCharsets.US_ASCII));
          var _ = producer.send(record);
        }
      }
    }
  }

  private static String traceId(int number) {
    return "4bf92f3577b34da6a3ce929d0e0f%04x".formatted(number);
  }

  private static String traceparent(int number) {
    return "00-" + traceId(number) + "-" + SENDER + "-01";
  }

  private static void await(String what, TriggerApp app, String path, Predicate<JsonNode> holds) {
    TriggerApp.await(
        () -> {
          try {
            return holds.test(app.send("GET", "/v1/triggers/orders" + path, "", 200).json());
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        },
        what);
  }

  @Test
  void parked_key_is_redriven_over_http_and_rejoins_in_order() throws Exception {
    try (KafkaServer kafka = KafkaServer.start();
        OtlpCollector collector = new OtlpCollector();
        TriggerApp app =
            new TriggerApp(
                data,
                "--tripline.traces.endpoint=" + collector.endpoint(),
                "--tripline.traces.interval=10ms")) {
      kafka.createTopic("orders", 1);
      app.taken = this::take;
      publish(kafka, 0, 10);
      app.send(
          "POST",
          "/v1/triggers",
          """
          {"name":"orders","function":"sink","source":{"kind":"kafka","topic":"orders",
           "bootstrapServers":["%s"],"batchSize":7,"batchWindowSeconds":0,"maxRetries":1,
           "bisect":true,"parkKeys":true}}
          """
              .formatted(kafka.bootstrapServers()),
          201);
      await("7 records wait", app, "", trigger -> parked(trigger) == 7);
      TriggerApp.await(() -> taken("c").size() == 10, "the other key");
      assertThat(taken("a/b")).containsExactlyElementsOf(numbered("a/b", 0, 3));
      publish(kafka, 10, 12);
      await("live records wait too", app, "", trigger -> parked(trigger) == 9);
      assertThat(meter(app, "tripline.trigger.parked")).isEqualTo(1);

      JsonNode key =
          app.send("GET", "/v1/triggers/orders/parked-keys", "", 200).json().at("/parkedKeys/0");
      assertThat(key.path("records").asLong()).isEqualTo(9);
      assertThat(key.path("shard").asString()).isEqualTo("orders-0");
      poison = "";
      String id = key.path("id").asString();
      app.send("POST", "/v1/triggers/orders/parked-keys/" + id + "/redrive", "", 202);
      await("nothing waits", app, "", trigger -> parked(trigger) == 0);
      String waited = traceId(11) + "-" + SENDER;
      Span drained =
          collector.await(
              span -> OtlpCollector.links(span).contains(waited) && span.getLinksCount() > 1);
      assertThat(OtlpCollector.links(drained)).doesNotContain(traceId(12) + "-" + SENDER);
      publish(kafka, 12, 15);
      TriggerApp.await(() -> taken("a/b").size() == 15, "live records after the drain");
      assertThat(taken("a/b")).containsExactlyElementsOf(numbered("a/b", 0, 15));
      assertThat(taken("c")).containsExactlyElementsOf(numbered("c", 0, 15));

      await("the books balance", app, "/ledger", ledger -> balanced(ledger, 30));
      await("lag 0", app, "", trigger -> trigger.path("lag").asLong(-1) == 0);
      JsonNode shard = app.trigger("orders").at("/shards/0");
      assertThat(shard.path("shard").asString()).isEqualTo("orders-0");
      assertThat(shard.path("lastResult").asString()).isEqualTo("OK");
      assertThat(Set.copyOf(taken("a/b"))).isEqualTo(new HashSet<>(numbered("a/b", 0, 15)));

      assertThat(meter(app, "tripline.trigger.lag")).isZero();
      assertThat(meter(app, "tripline.trigger.parked")).isZero();
      app.send("GET", "/actuator/metrics/tripline.ledger.residual?tag=trigger:orders", "", 200);

      app.stopSink();
      publish(kafka, 15, 16);
      app.awaitState("orders", "Suspended");
      JsonNode suspended = app.trigger("orders");
      assertThat(Instant.parse(suspended.path("nextProbeAt").asString())).isNotNull();
      assertThat(suspended.path("suspendedBecause").asString()).contains("cannot be connected");
      assertThat(suspended.path("inFlight").asLong()).isEqualTo(2);
    }
  }

  private static double meter(TriggerApp app, String name) throws Exception {
    String tags = "?tag=trigger:orders&tag=function:sink";
    JsonNode meter = app.send("GET", "/actuator/metrics/" + name + tags, "", 200).json();
    return meter.at("/measurements/0/value").asDouble(-1);
  }

  private static long parked(JsonNode trigger) {
    return trigger.path("parked").path("records").asLong(-1);
  }

  private static boolean balanced(JsonNode ledger, long received) {
    JsonNode totals = ledger.path("totals");
    return totals.path("received").asLong() == received
        && totals.path("delivered").asLong() == received - 1
        && totals.path("dead").asLong() == 1
        && totals.path("parked").asLong() == totals.path("resumed").asLong()
        && ledger.path("inFlight").asLong() == 0
        && ledger.path("residual").asLong(-1) == 0;
  }
}
