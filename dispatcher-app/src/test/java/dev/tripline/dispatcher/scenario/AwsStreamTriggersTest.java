package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tripline.dispatcher.trigger.format.CloudEventsReceived;
import dev.tripline.spi.source.Event;
import dev.tripline.testkit.server.DynamoDbServer;
import dev.tripline.testkit.server.KinesisServer;
import dev.tripline.testkit.server.LocalAws;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import tools.jackson.databind.JsonNode;

/// The whole application reads streams of servers that stand in for AWS.
class AwsStreamTriggersTest {
  @TempDir Path directory;

  @Test
  void records_of_kinesis_reach_the_function_in_order_and_none_twice_after_a_restart()
      throws Exception {
    assumeThat(KinesisServer.whyUnavailable()).isEmpty();
    try (KinesisServer server = KinesisServer.start();
        KinesisClient client = server.client();
        TriggerApp app = app("kinesis", server.endpoint())) {
      client.createStream(request -> request.streamName("clicks").shardCount(2));
      TriggerApp.await(() -> active(client), "the stream");
      put(client, 0, 10);
      create(app, "\"kind\":\"kinesis\",\"stream\":\"clicks\",\"startingPosition\":\"LATEST\"");
      put(client, 10, 30);
      TriggerApp.await(() -> numbers(app).size() >= 20, "20 records");
      assertThat(numbers(app)).containsExactlyInAnyOrderElementsOf(range(10, 30));
      app.restart();
      put(client, 30, 40);
      TriggerApp.await(() -> numbers(app).size() >= 30, "10 more records");
      assertThat(numbers(app)).containsExactlyInAnyOrderElementsOf(range(10, 40));
      for (int key = 0; key < 4; key++) {
        int own = key;
        assertThat(numbers(app).stream().filter(n -> n % 4 == own).toList()).isSorted();
      }
      assertThat(
              app.send(
                      "POST",
                      "/v1/triggers",
                      "{\"name\":\"none\",\"function\":\"sink\",\"source\":{\"kind\":\"kinesis\","
                          + "\"stream\":\"none\",\"startingPosition\":\"LATEST\"}}",
                      400)
                  .text())
          .contains("Stream not found: " + KinesisServer.streamArn("none"));
      app.send("DELETE", "/v1/triggers/stream", "", 204);
      app.received.clear();
      create(
          app,
          "\"kind\":\"kinesis\",\"stream\":\"clicks\",\"startingPosition\":\"TRIM_HORIZON\","
              + "\"format\":\"cloudevents\"");
      TriggerApp.await(() -> cloudEvents(app).size() >= 40, "40 CloudEvents");
      assertThat(cloudEvents(app))
          .allSatisfy(
              event -> assertThat(event.source()).isEqualTo(KinesisServer.streamArn("clicks")));
    }
  }

  @Test
  void changes_of_a_table_reach_the_function() throws Exception {
    assumeThat(DynamoDbServer.whyUnavailable()).isEmpty();
    try (DynamoDbServer server = DynamoDbServer.start();
        DynamoDbClient tables = server.client();
        TriggerApp app = app("dynamodb", server.endpoint())) {
      String arn = DynamoDbServer.createTable(tables, "orders", "id", StreamViewType.NEW_IMAGE);
      create(
          app,
          "\"kind\":\"dynamodb\",\"startingPosition\":\"TRIM_HORIZON\",\"streamArn\":\""
              + arn
              + "\"");
      for (int i = 0; i < 5; i++) {
        var item = Map.of("id", AttributeValue.fromS("order"), "n", AttributeValue.fromN("" + i));
        tables.putItem(request -> request.tableName("orders").item(item));
      }
      server.rollOver();
      tables.deleteItem(
          request -> request.tableName("orders").key(Map.of("id", AttributeValue.fromS("order"))));
      TriggerApp.await(() -> records(app).size() >= 6, "6 changes");
      assertThat(records(app))
          .extracting(record -> record.get("eventName").asString())
          .containsExactly("INSERT", "MODIFY", "MODIFY", "MODIFY", "MODIFY", "REMOVE");
      app.send("DELETE", "/v1/triggers/stream", "", 204);
      app.received.clear();
      create(
          app,
          "\"kind\":\"dynamodb\",\"startingPosition\":\"TRIM_HORIZON\","
              + "\"format\":\"cloudevents\",\"streamArn\":\""
              + arn
              + "\"");
      TriggerApp.await(() -> cloudEvents(app).size() >= 6, "6 CloudEvents");
      assertThat(cloudEvents(app)).allSatisfy(event -> assertThat(event.source()).isEqualTo(arn));
    }
  }

  private TriggerApp app(String service, URI endpoint) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), LocalAws.SECRET_KEY);
    return new TriggerApp(
        directory.resolve("data"),
        "--tripline.aws.endpoints." + service + "=" + endpoint,
        "--tripline.aws.access-key-id=" + LocalAws.ACCESS_KEY,
        "--tripline.aws.secret-access-key=file:" + secret);
  }

  private static void create(TriggerApp app, String source) throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"stream\",\"function\":\"sink\",\"source\":{" + source + "}}",
        201);
  }

  private static List<Event> cloudEvents(TriggerApp app) {
    try {
      return CloudEventsReceived.of(app, true);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean active(KinesisClient client) {
    return client
            .describeStreamSummary(request -> request.streamName("clicks"))
            .streamDescriptionSummary()
            .streamStatus()
        == StreamStatus.ACTIVE;
  }

  private static void put(KinesisClient client, int from, int to) {
    for (int i = from; i < to; i++) {
      String key = "key-" + i % 4;
      SdkBytes data = SdkBytes.fromUtf8String(Integer.toString(i));
      client.putRecord(request -> request.streamName("clicks").partitionKey(key).data(data));
    }
  }

  private static List<JsonNode> records(TriggerApp app) {
    List<JsonNode> records = new ArrayList<>();
    for (String event : app.received) {
      TriggerApp.JSON.readTree(event).path("Records").forEach(records::add);
    }
    return records;
  }

  private static List<Integer> numbers(TriggerApp app) {
    return records(app).stream()
        .map(record -> Base64.getDecoder().decode(record.at("/kinesis/data").asString()))
        .map(data -> Integer.valueOf(new String(data, StandardCharsets.UTF_8)))
        .toList();
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
