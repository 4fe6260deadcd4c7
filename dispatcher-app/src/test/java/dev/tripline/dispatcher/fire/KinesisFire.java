package dev.tripline.dispatcher.fire;

import dev.tripline.testkit.proof.order.KeyedRecord;
import dev.tripline.testkit.proof.order.OrderHistory.Death;
import dev.tripline.testkit.proof.order.OrderRules;
import dev.tripline.testkit.server.KinesisServer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;

/// A stream of Kinesis that begins with 2 shards, which are split and merged.
final class KinesisFire implements FireSource {
  private static final String STREAM = "orders";
  private static final int BATCH = 20;
  private static final int PARALLELIZATION = 2;
  private static final int MOST_SHARDS = 5;
  private static final int RETRIES = 2;

  private final KinesisServer server = KinesisServer.start();
  private final KinesisClient client = server.client();
  private boolean splitting = true;

  KinesisFire() {
    client.createStream(stream -> stream.streamName(STREAM).shardCount(2));
    awaitActive();
  }

  private void awaitActive() {
    client.waiter().waitUntilStreamExists(stream -> stream.streamName(STREAM)).matched();
  }

  @Override
  public void send(KeyedRecord record) {
    client.putRecord(put ->
        put.streamName(STREAM)
            .partitionKey(record.key())
            .data(SdkBytes.fromUtf8String(record.body())));
  }

  @Override
  public OrderRules rules() {
    int inFlight = MOST_SHARDS * PARALLELIZATION * BATCH;
    return new OrderRules(true, RETRIES + 1, Duration.ofSeconds(30), 3 * inFlight);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "tripline.aws.endpoints.kinesis",
        server.endpoint().toString(),
        "tripline.shards.lease",
        "5s",
        "tripline.shards.listing",
        "2s");
  }

  @Override
  public String form() {
    return """
    {"kind":"kinesis","streamArn":"%s","batchSize":%d,"parallelization":%d,"maxRetries":%d,
     "bisect":true,"reportBatchItemFailures":true}
    """
        .formatted(KinesisServer.streamArn(STREAM), BATCH, PARALLELIZATION, RETRIES);
  }

  @Override
  public List<Strike> strikes() {
    return List.of(Strike.pauseOf("server paused", server::pause, server::resume));
  }

  /// Splits and merges by turns.
  @Override
  public void reshard() {
    if (splitting) {
      split();
    } else {
      merge();
    }
    splitting = !splitting;
  }

  private List<Shard> openShards() {
    return client.listShards(stream -> stream.streamName(STREAM)).shards().stream()
        .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
        .sorted(Comparator.comparing(KinesisFire::start))
        .toList();
  }

  private static BigInteger start(Shard shard) {
    return new BigInteger(shard.hashKeyRange().startingHashKey());
  }

  private static BigInteger end(Shard shard) {
    return new BigInteger(shard.hashKeyRange().endingHashKey());
  }

  /// The widest one, in the middle.
  private void split() {
    List<Shard> open = openShards();
    if (open.size() < MOST_SHARDS) {
      Shard widest =
          open.stream()
              .max(Comparator.comparing(shard -> end(shard).subtract(start(shard))))
              .orElseThrow();
      String middle = start(widest).add(end(widest)).shiftRight(1).toString();
      client.splitShard(split ->
          split.streamName(STREAM).shardToSplit(widest.shardId()).newStartingHashKey(middle));
      awaitActive();
    }
  }

  private void merge() {
    List<Shard> open = openShards();
    if (open.size() > 1) {
      client.mergeShards(merge ->
          merge
              .streamName(STREAM)
              .shardToMerge(open.get(0).shardId())
              .adjacentShardToMerge(open.get(1).shardId()));
      awaitActive();
    }
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
