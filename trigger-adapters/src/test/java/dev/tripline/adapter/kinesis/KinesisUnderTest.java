package dev.tripline.adapter.kinesis;

import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.adapter.shards.Start;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.testkit.server.KinesisServer;
import dev.tripline.testkit.source.ShardLog;
import dev.tripline.testkit.source.StreamUnderTest;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/// A stream of its own on the real server.
final class KinesisUnderTest implements StreamUnderTest {
  private static final LeaseTiming QUICK =
      new LeaseTiming(
          Duration.ofSeconds(3),
          Duration.ofMillis(500),
          Duration.ofMillis(100),
          Duration.ofMillis(500));

  private final KinesisClient client;
  private final ShardLeases leases;
  private final String name = "s-" + UUID.randomUUID();

  KinesisUnderTest(KinesisClient client, ShardLeases leases, int shards) throws Exception {
    this.client = client;
    this.leases = leases;
    client.createStream(request -> request.streamName(name).shardCount(shards));
    awaitActive();
  }

  private void awaitActive() throws InterruptedException {
    ShardLog.await(
        "the stream is active",
        () ->
            client
                    .describeStreamSummary(request -> request.streamName(name))
                    .streamDescriptionSummary()
                    .streamStatus()
                == StreamStatus.ACTIVE,
        () -> name);
  }

  String arn() {
    return KinesisServer.streamArn(name);
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
    return KinesisStreamSource.of(
        client,
        new KinesisStreamSettings(
            name, arn(), () -> "arn:aws:iam::000000000000:role/r", start, QUICK),
        leases,
        InstantSource.system());
  }

  @Override
  public void publish(List<Message> messages) {
    for (Message message : messages) {
      client.putRecord(request ->
          request
              .streamName(name)
              .partitionKey(message.key())
              .data(SdkBytes.fromUtf8String(message.body())));
    }
  }

  /// Splits the first open shard and merges the two that are last.
  @Override
  public void reshard() throws InterruptedException {
    split();
    merge();
  }

  void split() throws InterruptedException {
    Shard shard = openShards().getFirst();
    BigInteger from = new BigInteger(shard.hashKeyRange().startingHashKey());
    BigInteger to = new BigInteger(shard.hashKeyRange().endingHashKey());
    client.splitShard(request ->
        request
            .streamName(name)
            .shardToSplit(shard.shardId())
            .newStartingHashKey(from.add(to).shiftRight(1).toString()));
    awaitActive();
  }

  void merge() throws InterruptedException {
    List<Shard> open =
        openShards().stream()
            .sorted(
                java.util.Comparator.comparing(
                    s -> new BigInteger(s.hashKeyRange().startingHashKey())))
            .toList();
    client.mergeShards(request ->
        request
            .streamName(name)
            .shardToMerge(open.get(open.size() - 2).shardId())
            .adjacentShardToMerge(open.getLast().shardId()));
    awaitActive();
  }

  List<Shard> openShards() {
    return client.listShards(request -> request.streamName(name)).shards().stream()
        .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
        .toList();
  }

  @Override
  public void trim() {
    throw new UnsupportedOperationException("the server trims nothing");
  }

  @Override
  public void close() {
    client.deleteStream(request -> request.streamName(name));
  }
}
