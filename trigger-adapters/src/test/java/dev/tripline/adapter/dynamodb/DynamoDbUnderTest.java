package dev.tripline.adapter.dynamodb;

import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.adapter.shards.Start;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.testkit.server.DynamoDbServer;
import dev.tripline.testkit.source.StreamUnderTest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/// A table of its own on the real server; each message is a version of the item of its key.
final class DynamoDbUnderTest implements StreamUnderTest {
  private static final LeaseTiming QUICK =
      new LeaseTiming(
          Duration.ofSeconds(3),
          Duration.ofMillis(500),
          Duration.ofMillis(100),
          Duration.ofMillis(300));

  private final DynamoDbServer server;
  private final DynamoDbClient tables;
  private final DynamoDbStreamsClient streams;
  private final ShardLeases leases;
  private final String name = "t-" + UUID.randomUUID();
  private final String arn;

  DynamoDbUnderTest(DynamoDbServer server, ShardLeases leases, StreamViewType view) {
    this.server = server;
    this.tables = server.client();
    this.streams = server.streamsClient();
    this.leases = leases;
    this.arn = DynamoDbServer.createTable(tables, name, "id", view);
  }

  String arn() {
    return arn;
  }

  DynamoDbClient tables() {
    return tables;
  }

  String table() {
    return name;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.RESHARD);
  }

  @Override
  public LeasedSource open() {
    return open(new Start.TrimHorizon());
  }

  LeasedSource open(Start start) {
    return DynamoDbStreamSource.of(
        streams,
        new DynamoDbStreamSettings(name, arn, start, QUICK),
        leases,
        InstantSource.system());
  }

  @Override
  public void publish(List<Message> messages) {
    for (Message message : messages) {
      tables.putItem(request ->
          request
              .tableName(name)
              .item(
                  Map.of(
                      "id", AttributeValue.fromS(message.key()),
                      "body", AttributeValue.fromS(message.body()))));
    }
  }

  @Override
  public void reshard() {
    server.rollOver();
  }

  @Override
  public void trim() {
    throw new UnsupportedOperationException("the server trims nothing on request");
  }

  @Override
  public void close() {
    tables.deleteTable(request -> request.tableName(name));
    tables.close();
    streams.close();
  }
}
