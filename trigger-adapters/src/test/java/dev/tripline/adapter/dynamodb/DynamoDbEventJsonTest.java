package dev.tripline.adapter.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.Start;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DynamoDbEventJsonTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final DynamoDbStreamSettings SETTINGS =
      new DynamoDbStreamSettings(
          "t",
          "arn:aws:dynamodb:us-east-1:123456789012:table/Example/stream/2015-06-27T00:48:05.899",
          new Start.TrimHorizon(),
          LeaseTiming.DEFAULT);

  @Test
  void record_has_the_members_of_aws_and_no_others() throws Exception {
    JsonNode from = golden("dynamodb-record.json");
    Map<String, AttributeValue> key =
        Map.of("Id", AttributeValue.fromN(from.at("/keys/Id").asString()));
    Record record =
        Record.builder()
            .eventID(from.get("eventID").asString())
            .eventName(from.get("eventName").asString())
            .eventVersion(from.get("eventVersion").asString())
            .dynamodb(change ->
                change
                    .approximateCreationDateTime(
                        Instant.ofEpochSecond(from.get("createdAt").asLong()))
                    .keys(key)
                    .newImage(item(key, from.get("newMessage").asString()))
                    .oldImage(item(key, from.get("oldMessage").asString()))
                    .sequenceNumber(from.get("sequenceNumber").asString())
                    .sizeBytes(from.get("sizeBytes").asLong())
                    .streamViewType(from.get("view").asString()))
            .userIdentity(who -> who.principalId(from.get("principal").asString()).type("Service"))
            .build();
    assertThat(JSON.readTree(DynamoDbEventJson.record(SETTINGS, record)))
        .isEqualTo(golden("dynamodb-event.json").at("/Records/0"));
  }

  @ParameterizedTest
  @CsvSource({
    "2015-04-09T00:00:00Z,1428537600.0",
    "2015-04-09T00:00:00.120Z,1428537600.120",
  })
  void creation_time_is_a_float(Instant created, String written) {
    Record record =
        Record.builder()
            .dynamodb(change ->
                change.approximateCreationDateTime(created).sequenceNumber("1").sizeBytes(1L))
            .build();
    assertThat(new String(DynamoDbEventJson.record(SETTINGS, record), StandardCharsets.UTF_8))
        .contains("\"ApproximateCreationDateTime\":" + written + ",");
  }

  @Test
  void key_reads_the_same_whatever_the_order_of_its_attributes() {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    key.put("sort", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1})));
    key.put("hash", AttributeValue.fromN("7"));
    Map<String, AttributeValue> turned = new LinkedHashMap<>();
    List.copyOf(key.entrySet())
        .reversed()
        .forEach(entry -> turned.put(entry.getKey(), entry.getValue()));
    assertThat(ItemJson.canonical(key))
        .isEqualTo("{\"hash\":{\"N\":\"7\"},\"sort\":{\"B\":\"AP8=\"}}")
        .isEqualTo(ItemJson.canonical(turned));
  }

  private static Map<String, AttributeValue> item(Map<String, AttributeValue> key, String message) {
    Map<String, AttributeValue> item = new LinkedHashMap<>(key);
    item.put("Message", AttributeValue.fromS(message));
    return item;
  }

  private static JsonNode golden(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            DynamoDbEventJsonTest.class.getResourceAsStream("/golden/" + name), name)) {
      return JSON.readTree(file.readAllBytes());
    }
  }
}
