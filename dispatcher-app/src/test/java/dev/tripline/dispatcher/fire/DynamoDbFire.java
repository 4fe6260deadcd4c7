package dev.tripline.dispatcher.fire;

import dev.tripline.testkit.proof.order.Behaviour;
import dev.tripline.testkit.proof.order.KeyedRecord;
import dev.tripline.testkit.proof.order.OrderHistory.Death;
import dev.tripline.testkit.proof.order.OrderRules;
import dev.tripline.testkit.server.DynamoDbServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/// The stream of a DynamoDB table with one item a key, which is written again and again.
final class DynamoDbFire implements FireSource {
  private static final String TABLE = "orders";
  private static final int BATCH = 20;
  private static final int PARALLELIZATION = 4;
  private static final int RETRIES = 2;

  private final DynamoDbServer server = DynamoDbServer.start();
  private final DynamoDbClient client = server.client();
  private final String stream;

  DynamoDbFire() {
    stream = DynamoDbServer.createTable(client, TABLE, "key", StreamViewType.NEW_IMAGE);
  }

  @Override
  public void send(KeyedRecord record) {
    String behaviour = Behaviour.of(record).name().toLowerCase(Locale.ROOT);
    client.putItem(put ->
        put.tableName(TABLE)
            .item(
                Map.of(
                    "key",
                    AttributeValue.fromS(record.key()),
                    "seq",
                    AttributeValue.fromN(Long.toString(record.sequence())),
                    "behaviour",
                    AttributeValue.fromS(behaviour))));
  }

  @Override
  public OrderRules rules() {
    return new OrderRules(true, RETRIES + 1, Duration.ofSeconds(30), 3 * BATCH * PARALLELIZATION);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "tripline.aws.endpoints.dynamodb",
        server.endpoint().toString(),
        "tripline.shards.lease",
        "5s",
        "tripline.shards.listing",
        "2s");
  }

  @Override
  public String form() {
    return """
    {"kind":"dynamodb","streamArn":"%s","batchSize":%d,"parallelization":%d,"maxRetries":%d,
     "bisect":true,"reportBatchItemFailures":true}
    """
        .formatted(stream, BATCH, PARALLELIZATION, RETRIES);
  }

  @Override
  public List<Strike> strikes() {
    return List.of(new Strike("server killed", true, this::killAndRestart));
  }

  private synchronized void killAndRestart() {
    server.kill();
    server.restart();
  }

  @Override
  public synchronized void reshard() {
    server.rollOver();
  }

  @Override
  public List<Death> putAside() {
    return List.of();
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
