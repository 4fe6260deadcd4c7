package dev.tripline.adapter.kinesis;

import dev.tripline.adapter.shards.Position;
import dev.tripline.adapter.shards.ServerDate;
import dev.tripline.adapter.shards.ShardedStream;
import dev.tripline.adapter.shards.StreamCalls;
import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/// A Kinesis stream by its API. Each shard may be read five times a second, by all its readers
/// together; Lambda reads an idle one once a second.
final class KinesisShards implements ShardedStream {
  private static final Pace PACE = new Pace(Duration.ofSeconds(1), Duration.ofMillis(200));
  private static final int LIMIT = 10_000;

  /// Iterators live for five minutes.
  private static final Duration ITERATOR_LIFE = Duration.ofMinutes(4);

  private final KinesisClient client;
  private final KinesisStreamSettings settings;
  private final InstantSource clock;
  private final StreamCalls calls;

  KinesisShards(KinesisClient client, KinesisStreamSettings settings, InstantSource clock) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
    this.calls = new StreamCalls(settings.streamArn(), ResourceNotFoundException.class);
  }

  @Override
  public Pace pace() {
    return PACE;
  }

  /// Nothing: the server keeps no position.
  @Override
  public void committed(String shardId, Position position) {}

  /// Nothing: an iterator needs no end.
  @Override
  public void left(String shardId) {}

  @Override
  public List<KnownShard> shards() {
    List<KnownShard> shards = new ArrayList<>();
    String next = null;
    do {
      ListShardsRequest request =
          next == null
              ? ListShardsRequest.builder().streamARN(settings.streamArn()).build()
              : ListShardsRequest.builder().streamARN(settings.streamArn()).nextToken(next).build();
      ListShardsResponse page = calls.asked("list the shards", () -> client.listShards(request));
      page.shards().forEach(shard -> shards.add(known(shard)));
      next = page.nextToken();
    } while (next != null);
    return shards;
  }

  private static KnownShard known(Shard shard) {
    Set<String> parents = new HashSet<>();
    addIfThere(parents, shard.parentShardId());
    addIfThere(parents, shard.adjacentParentShardId());
    return new KnownShard(
        shard.shardId(), parents, shard.sequenceNumberRange().endingSequenceNumber() == null);
  }

  private static void addIfThere(Set<String> parents, @Nullable String parent) {
    if (parent != null) {
      parents.add(parent);
    }
  }

  @Override
  public Position newest(String shardId) {
    GetShardIteratorResponse response =
        calls.asked(
            "find the end of " + shardId,
            () ->
                client.getShardIterator(
                    iterator(shardId).shardIteratorType(ShardIteratorType.LATEST).build()));
    return new Position.Since(ServerDate.before(response, clock), response.shardIterator());
  }

  @Override
  public Answer open(String shardId, Position from) {
    GetShardIteratorRequest.Builder request = iterator(shardId);
    switch (from) {
      case Position.Beginning _ -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
      case Position.Since since -> {
        if (since.iterator() != null
            && clock.instant().isBefore(since.time().plus(ITERATOR_LIFE))) {
          return new Answer.Iterator(since.iterator());
        }
        request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(since.time());
      }
      case Position.After after ->
          request
              .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
              .startingSequenceNumber(after.sequenceNumber());
    }
    return answered(
        shardId,
        Answer.Trimmed::new,
        () -> new Answer.Iterator(client.getShardIterator(request.build()).shardIterator()));
  }

  @Override
  public Answer read(String shardId, String iterator) {
    return answered(
        shardId,
        _ -> new Answer.Expired(),
        () -> {
          GetRecordsResponse page =
              client.getRecords(request ->
                  request.streamARN(settings.streamArn()).shardIterator(iterator).limit(LIMIT));
          return new Answer.Page(
              page.records().stream().map(record -> toRecord(shardId, record)).toList(),
              page.nextShardIterator(),
              page.millisBehindLatest() == null
                  ? null
                  : Duration.ofMillis(page.millisBehindLatest()));
        });
  }

  private StreamRecord toRecord(String shardId, Record record) {
    return new StreamRecord(
        record.sequenceNumber(),
        record.partitionKey(),
        record.approximateArrivalTimestamp(),
        KinesisEventJson.size(settings, record),
        new KinesisRecord(shardId, record));
  }

  private GetShardIteratorRequest.Builder iterator(String shardId) {
    return GetShardIteratorRequest.builder().streamARN(settings.streamArn()).shardId(shardId);
  }

  private Answer answered(
      String shardId, Function<String, Answer> ifInvalid, Supplier<Answer> request) {
    try {
      return request.get();
    } catch (ExpiredIteratorException _) {
      return new Answer.Expired();
    } catch (InvalidArgumentException e) {
      return ifInvalid.apply(e.toString());
    } catch (ProvisionedThroughputExceededException
        | LimitExceededException
        | KmsThrottlingException e) {
      return new Answer.Throttled(e.toString());
    } catch (SdkException e) {
      return calls.failed(shardId, e, this::shards);
    }
  }
}
