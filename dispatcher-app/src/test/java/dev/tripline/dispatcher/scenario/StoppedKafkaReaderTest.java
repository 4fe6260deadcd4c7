package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.KafkaServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A dispatcher that stands still for longer than its session, while another member of the group takes
/// its partitions and is done with them. Each of its readers may have looked whether it may begin, and not
/// begun yet, when it was stopped: one batch a partition, of a hundred that it has read.
class StoppedKafkaReaderTest {
  private static final String GROUP = "readers";
  private static final int PARTITIONS = 4;

  private @TempDir Path temporary;
  private final AtomicInteger batches = new AtomicInteger();

  @Test
  void no_more_than_was_beginning_begins_after_sigcont() throws Exception {
    HttpServer sink = sink();
    try (KafkaServer kafka = KafkaServer.start()) {
      kafka.createTopic("orders", PARTITIONS);
      publish(kafka);
      try (AppProcess dispatcher = AppProcess.start(plan());
          DispatcherClient client = new DispatcherClient(dispatcher.endpoint())) {
        createTrigger(client, sink, kafka);
        TriggerApp.await(() -> batches.get() > 8 * PARTITIONS, "batches");
        dispatcher.pause();
        takeEverything(kafka);
        int before = batches.get();
        dispatcher.resume();
        await(client, "lastError", "joining again");
        await(client, "state", "Enabled");
        assertThat(batches.get() - before)
            .as("batches that began too late")
            .isLessThanOrEqualTo(PARTITIONS);
      }
    } finally {
      sink.stop(0);
    }
  }

  private HttpServer sink() throws Exception {
    HttpServer sink =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          batches.incrementAndGet();
          LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'{', '}'});
          exchange.close();
        });
    sink.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    sink.start();
    return sink;
  }

  private AppProcess.Plan plan() {
    Map<String, String> settings =
        Map.of(
            "tripline.data-directory", temporary.resolve("data").toString(),
            "tripline.endpoints.allow", "127.0.0.1",
            "tripline.kafka.session", "6s",
            "tripline.triggers.max-backoff", "1s");
    return AppProcess.Plan.ofMainClass(
            temporary.resolve("node"), TriplineApplication.class.getName(), settings)
        .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .startedOften();
  }

  private static void createTrigger(DispatcherClient client, HttpServer sink, KafkaServer kafka)
      throws InterruptedException {
    String url = "http://127.0.0.1:" + sink.getAddress().getPort() + "/";
    client.send("POST", "/v1/functions", "{\"name\":\"sink\",\"url\":\"" + url + "\"}").orThrow();
    client
        .send(
            "POST",
            "/v1/triggers",
            """
            {"name":"orders","function":"sink","source":{"kind":"kafka","bootstrapServers":["%s"],
             "topic":"orders","consumerGroup":"%s","batchSize":5,"batchWindowSeconds":0}}\
            """
                .formatted(kafka.bootstrapServers(), GROUP))
        .orThrow();
  }

  private static void publish(KafkaServer kafka) {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < 2_000; i++) {
        var _ = producer.send(new ProducerRecord<>("orders", i % PARTITIONS, null, "r" + i));
      }
    }
  }

  /// Joins the group, and commits every partition up to its end.
  private static void takeEverything(KafkaServer kafka) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ConsumerConfig.GROUP_ID_CONFIG,
            GROUP,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            List.of(CooperativeStickyAssignor.class),
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false);
    try (var rival =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      rival.subscribe(List.of("orders"));
      TriggerApp.await(
          () -> {
            rival.poll(Duration.ofMillis(100));
            return rival.assignment().size() == PARTITIONS;
          },
          "the partitions to be another member's");
      rival.seekToEnd(rival.assignment());
      rival.assignment().forEach(rival::position);
      rival.commitSync();
    }
  }

  private static void await(DispatcherClient client, String member, String text) {
    TriggerApp.await(
        () -> {
          try {
            String trigger = client.send("GET", "/v1/triggers/orders", "").orThrow();
            JsonNode value = JsonMapper.shared().readTree(trigger).path(member);
            return (value.isObject() ? value.path("message") : value).asString("").contains(text);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        },
        member + " " + text);
  }
}
