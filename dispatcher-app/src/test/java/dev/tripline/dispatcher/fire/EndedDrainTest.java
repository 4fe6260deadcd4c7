package dev.tripline.dispatcher.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.crash.CrashNode;
import dev.tripline.dispatcher.fire.ParkedKeysDesk.Parked;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.KafkaServer;
import dev.tripline.testkit.server.KinesisServer;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/// Records behind a parked key are drained before their shard can be committed past them, since another
/// record before them fails; then the dispatcher that reads the shard ends. The next one reads all of
/// them again, and hands none of them over a second time. `-Dfire.seconds=1` ends the reader of Kinesis in
/// every way.
@Tag("crash")
class EndedDrainTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String OTHER = "Z-0";
  private static final boolean LONG = Integer.getInteger("fire.seconds") != null;

  private static PostgresServer postgres;

  private @TempDir Path directory;
  private final List<Fault> faults = new CopyOnWriteArrayList<>();

  /// The ways in which a dispatcher ends.
  enum End {
    SIGTERM,
    SIGKILL,
    /// It goes on later, when another has taken over.
    SIGSTOP
  }

  @BeforeAll
  static void start() {
    postgres = PostgresServer.shared();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private interface Source extends AutoCloseable {
    /// Each is its key, a hyphen and its number.
    void publish(List<String> records);

    String form();

    Map<String, String> settings();

    @Override
    void close();
  }

  private static final class Kafka implements Source {
    private final KafkaServer server = KafkaServer.start();

    Kafka() {
      server.createTopic("orders", 1);
    }

    @Override
    public void publish(List<String> records) {
      Map<String, Object> settings =
          Map.of("bootstrap.servers", server.bootstrapServers(), "linger.ms", 100);
      try (var producer =
          new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
        for (String record : records) {
          var _ = producer.send(new ProducerRecord<>("orders", key(record), record));
        }
      }
    }

    @Override
    public String form() {
      return """
      {"kind":"kafka","topic":"orders","bootstrapServers":["%s"],"batchSize":6,
       "batchWindowSeconds":1,"maxRetries":2,"bisect":true,"parkKeys":true}
      """
          .formatted(server.bootstrapServers());
    }

    @Override
    public Map<String, String> settings() {
      return Map.of("tripline.kafka.session", "5s");
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private static final class Kinesis implements Source {
    private final KinesisServer server = KinesisServer.start();
    private final KinesisClient client = server.client();

    Kinesis() {
      client.createStream(stream -> stream.streamName("orders").shardCount(1));
      client.waiter().waitUntilStreamExists(stream -> stream.streamName("orders")).matched();
    }

    @Override
    public void publish(List<String> records) {
      for (String record : records) {
        SdkBytes body = SdkBytes.fromUtf8String(record);
        client.putRecord(put -> put.streamName("orders").partitionKey(key(record)).data(body));
      }
    }

    @Override
    public String form() {
      return """
      {"kind":"kinesis","streamArn":"%s","batchSize":6,"parallelization":4,"maxRetries":2,
       "bisect":true,"parkKeys":true,"startingPosition":"TRIM_HORIZON"}
      """
          .formatted(KinesisServer.streamArn("orders"));
    }

    @Override
    public Map<String, String> settings() {
      return Map.of(
          "tripline.aws.endpoints.kinesis",
          server.endpoint().toString(),
          "tripline.shards.lease",
          "5s");
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }

  private CrashNode node(String name, String database, Source source) throws Exception {
    Path own = Files.createDirectories(directory.resolve(name));
    Path secret = Files.writeString(own.resolve("secret"), LocalAws.SECRET_KEY);
    Map<String, String> settings = new LinkedHashMap<>(source.settings());
    settings.put("tripline.aws.access-key-id", LocalAws.ACCESS_KEY);
    settings.put("tripline.aws.secret-access-key", "file:" + secret);
    settings.put("tripline.endpoints.allow", "127.0.0.1");
    settings.put("tripline.store.engine", "postgresql");
    settings.put("tripline.store.url", database);
    settings.put("tripline.store.username", postgres.user());
    settings.put("tripline.store.lease", "3s");
    settings.put("tripline.triggers.refresh-interval", "500ms");
    settings.put("tripline.triggers.drain-timeout", "2s");
    settings.put("tripline.data-directory", own.resolve("data").toString());
    var plan =
        AppProcess.Plan.ofMainClass(own, TriplineApplication.class.getName(), settings)
            .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
            .startedOften();
    return new CrashNode(plan, faults);
  }

  private static void register(CrashNode node, Source source, BatchSink sink)
      throws InterruptedException {
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      String function = "{\"name\":\"sink\",\"url\":\"%s\"}".formatted(sink.url());
      client.send("POST", "/v1/functions", function).orThrow();
      String trigger =
          "{\"name\":\"%s\",\"function\":\"sink\",\"source\":%s}"
              .formatted(FireBench.TRIGGER, source.form());
      client.send("POST", "/v1/triggers", trigger).orThrow();
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    assertThat(FireBench.await(condition, LIMIT)).as(what).isTrue();
  }

  private static void awaitParked(CrashNode node, long records) {
    ParkedKeysDesk desk = new ParkedKeysDesk(node);
    await(
        records + " records wait",
        () -> desk.list().stream().mapToLong(Parked::records).sum() == records);
  }

  private static List<String> numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "K-" + i).toList();
  }

  private static String key(String record) {
    return record.substring(0, record.indexOf('-'));
  }

  private static void end(CrashNode node, End end) throws InterruptedException {
    switch (end) {
      case SIGTERM -> node.terminate(LIMIT);
      case SIGKILL -> node.kill();
      case SIGSTOP -> node.pause();
    }
  }

  /// One partition, batches of 6: K-0 fails and parks its key, and K-1 to K-8 wait behind it. Then K-9
  /// to K-13 come in one batch with a record that keeps failing.
  @ParameterizedTest
  @EnumSource
  void kafka_hands_drained_records_over_once(End end) throws Exception {
    String database = postgres.createDatabase("drain" + System.nanoTime());
    try (Source source = new Kafka();
        BatchSink sink = new BatchSink();
        CrashNode reader = node("reader", database, source)) {
      sink.bad.add("K-0");
      sink.busy.add(OTHER);
      register(reader, source, sink);
      source.publish(numbered(0, 9));
      awaitParked(reader, 9);
      List<String> batch = new ArrayList<>(numbered(9, 12));
      batch.add(OTHER);
      batch.addAll(numbered(12, 14));
      source.publish(batch);
      awaitParked(reader, 14);
      drainAndEnd(reader, end, sink);
      goOn(node("next", database, source), reader, end, source, sink);
    }
  }

  /// Lanes: the record that keeps failing is the first of the shard, so that nothing is committed, and
  /// K-0 to K-2 were handed over before K-3 parked their key.
  @ParameterizedTest
  @EnumSource
  void kinesis_hands_drained_records_over_once(End end) throws Exception {
    assumeTrue(LONG || end == End.SIGKILL, "only in a long fire");
    Optional<String> reason = KinesisServer.whyUnavailable();
    assumeTrue(reason.isEmpty(), reason.orElse(""));
    String database = postgres.createDatabase("drain" + System.nanoTime());
    try (Source source = new Kinesis();
        BatchSink sink = new BatchSink();
        CrashNode reader = node("reader", database, source)) {
      sink.bad.add("K-3");
      sink.busy.add(OTHER);
      register(reader, source, sink);
      source.publish(List.of(OTHER));
      source.publish(numbered(0, 14));
      awaitParked(reader, 11);
      drainAndEnd(reader, end, sink);
      goOn(node("next", database, source), reader, end, source, sink);
    }
  }

  private static void drainAndEnd(CrashNode reader, End end, BatchSink sink)
      throws InterruptedException {
    sink.bad.clear();
    ParkedKeysDesk desk = new ParkedKeysDesk(reader);
    desk.redriveAll();
    await("the key is drained", () -> desk.list().isEmpty());
    assertThat(sink.handled("K")).containsExactlyElementsOf(numbered(0, 14));
    assertThat(sink.putOff(OTHER)).isPositive();
    end(reader, end);
  }

  private static void goOn(CrashNode next, CrashNode reader, End end, Source source, BatchSink sink)
      throws InterruptedException {
    try (next) {
      long before = sink.putOff(OTHER);
      await("the next reader is there", () -> sink.putOff(OTHER) > before);
      if (end == End.SIGSTOP) {
        reader.resume();
      }
      source.publish(numbered(14, 16));
      sink.busy.clear();
      await("all is handed over", () -> sink.handled("K").contains("K-15"));
      await("the other too", () -> !sink.handled("Z").isEmpty());
      assertThat(sink.handled("K")).containsExactlyElementsOf(numbered(0, 16));
    }
  }

  /// The reader is killed while the function has a part of what waits: that part comes once more, and
  /// what was behind it follows in order.
  @Test
  void kafka_goes_on_with_a_drain_whose_reader_was_killed_in_its_middle() throws Exception {
    String database = postgres.createDatabase("drain" + System.nanoTime());
    try (Source source = new Kafka();
        BatchSink sink = new BatchSink();
        CrashNode reader = node("reader", database, source)) {
      sink.bad.add("K-0");
      sink.busy.add(OTHER);
      register(reader, source, sink);
      source.publish(numbered(0, 9));
      awaitParked(reader, 9);
      source.publish(List.of(OTHER));
      source.publish(numbered(9, 14));
      awaitParked(reader, 14);
      sink.bad.clear();
      sink.held = "K-10";
      new ParkedKeysDesk(reader).redriveAll();
      sink.awaitHeld();
      List<String> known = sink.handled("K");
      reader.kill();
      sink.release();
      try (CrashNode next = node("next", database, source)) {
        ParkedKeysDesk desk = new ParkedKeysDesk(next);
        await("the key is drained", () -> desk.list().isEmpty());
        source.publish(numbered(14, 16));
        sink.busy.clear();
        await("all is handed over", () -> sink.handled("K").contains("K-15"));
        List<String> again = sink.handled("K").subList(known.size(), sink.handled("K").size());
        int from = known.indexOf(again.getFirst());
        assertThat(from).isGreaterThanOrEqualTo(known.size() - 6);
        assertThat(again).containsExactlyElementsOf(numbered(0, 16).subList(from, 16));
      }
    }
  }
}
