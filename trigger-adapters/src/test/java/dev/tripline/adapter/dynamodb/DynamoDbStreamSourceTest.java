package dev.tripline.adapter.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tripline.adapter.shards.LeaseStore;
import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.Start;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.DynamoDbServer;
import dev.tripline.testkit.source.RunningSource;
import dev.tripline.testkit.source.ShardLog;
import dev.tripline.testkit.source.StreamSourceContract;
import dev.tripline.testkit.source.StreamUnderTest;
import dev.tripline.testkit.source.StreamUnderTest.Message;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DynamoDbStreamSourceTest implements StreamSourceContract {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  @TempDir static Path directory;
  private static DynamoDbServer server;
  private static Stores store;

  @BeforeAll
  static void start() {
    assumeThat(DynamoDbServer.whyUnavailable()).isEmpty();
    server = DynamoDbServer.start();
    store = LeaseStore.sqlite(directory);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      store.close();
      server.close();
    }
  }

  @Override
  public StreamUnderTest stream() {
    return fresh(StreamViewType.NEW_IMAGE);
  }

  private static DynamoDbUnderTest fresh(StreamViewType view) {
    return new DynamoDbUnderTest(server, store.shardLeases(), view);
  }

  @Test
  void nothing_is_missed_between_the_making_of_a_trigger_and_its_first_read() throws Exception {
    try (DynamoDbUnderTest stream = fresh(StreamViewType.KEYS_ONLY)) {
      stream.publish(numbered(0, 10));
      stream.open(new Start.Latest()).place();
      stream.publish(numbered(10, 15));
      stream.reshard();
      stream.publish(numbered(15, 20));
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(stream.open(new Start.Latest()), log)) {
        log.await(
            "what came after is read",
            () -> keys(log).containsAll(numbered(10, 20).stream().map(Message::key).toList()));
      }
    }
  }

  @Test
  void change_has_the_images_that_the_stream_keeps_and_binaries_as_base64() throws Exception {
    try (DynamoDbUnderTest stream = fresh(StreamViewType.NEW_AND_OLD_IMAGES)) {
      Map<String, AttributeValue> item =
          Map.of(
              "id", AttributeValue.fromS("1"),
              "raw", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1, -1})),
              "none", AttributeValue.fromNul(true),
              "list",
                  AttributeValue.fromL(
                      List.of(AttributeValue.fromN("1"), AttributeValue.fromBool(false))));
      stream.tables().putItem(request -> request.tableName(stream.table()).item(item));
      stream
          .tables()
          .deleteItem(request ->
              request.tableName(stream.table()).key(Map.of("id", AttributeValue.fromS("1"))));
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource source = RunningSource.start(stream.open(), log)) {
        log.await("both are read", () -> log.entries().size() == 2);
        JsonNode records =
            JSON.readTree(
                    source
                        .source()
                        .toPayload(log.entries().getFirst().shard(), log.records())
                        .toByteArray())
                .get("Records");
        JsonNode insert = records.get(0);
        assertThat(insert.get("eventName").asString()).isEqualTo("INSERT");
        assertThat(insert.at("/dynamodb/Keys")).isEqualTo(JSON.readTree("{\"id\":{\"S\":\"1\"}}"));
        assertThat(insert.at("/dynamodb/NewImage/raw/B").asString()).isEqualTo("Af8=");
        assertThat(insert.at("/dynamodb/NewImage/none/NULL").asBoolean()).isTrue();
        assertThat(insert.at("/dynamodb/NewImage/list/L"))
            .isEqualTo(JSON.readTree("[{\"N\":\"1\"},{\"BOOL\":false}]"));
        assertThat(insert.at("/dynamodb/OldImage").isMissingNode()).isTrue();
        JsonNode remove = records.get(1);
        assertThat(remove.get("eventName").asString()).isEqualTo("REMOVE");
        assertThat(remove.at("/dynamodb/OldImage/raw/B").asString()).isEqualTo("Af8=");
        assertThat(remove.at("/dynamodb/NewImage").isMissingNode()).isTrue();
        assertThat(remove.get("eventSourceARN").asString()).isEqualTo(stream.arn());
      }
      assertThat(log.records())
          .extracting(StreamRecord::key)
          .containsOnly("{\"id\":{\"S\":\"1\"}}");
    }
  }

  @Test
  void unknown_stream_is_out_of_reach() {
    String arn = "arn:aws:dynamodb:ddblocal:000000000000:table/none/stream/2026-01-01T00:00:00.000";
    try (var client = server.streamsClient()) {
      var source =
          DynamoDbStreamSource.of(
              client,
              new DynamoDbStreamSettings("t", arn, new Start.Latest(), LeaseTiming.DEFAULT),
              store.shardLeases(),
              InstantSource.system());
      assertThatThrownBy(source::place)
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessage("Stream not found: " + arn);
    }
  }

  /// The server has one active shard: there is nothing to share but its right.
  @Override
  @Test
  public void two_sources_share_the_shards_and_each_has_one_reader() throws Exception {
    try (DynamoDbUnderTest stream = fresh(StreamViewType.KEYS_ONLY)) {
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      ShardLog other = new ShardLog(ShardLog.Acts::commit);
      stream.publish(numbered(0, 10));
      try (RunningSource one = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() == 10);
        try (RunningSource _ = RunningSource.start(stream.open(), other)) {
          stream.publish(numbered(10, 20));
          log.await("all are read", () -> log.entries().size() == 20);
          assertThat(other.reading()).isEmpty();
          one.stop();
          stream.publish(numbered(20, 30));
          other.await("the rest is read by who is left", () -> other.entries().size() == 10);
        }
      }
      assertThat(log.entries()).hasSize(20);
    }
  }

  private static List<String> keys(ShardLog log) {
    return log.records().stream()
        .map(record -> JSON.readTree(String.valueOf(record.key())).at("/id/S").asString())
        .toList();
  }

  private static List<Message> numbered(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Message("key-" + i, Integer.toString(i)))
        .toList();
  }
}
