package dev.tripline.adapter.dynamodb;

import dev.tripline.adapter.shards.Position;
import dev.tripline.adapter.shards.ServerDate;
import dev.tripline.adapter.shards.ShardedStream;
import dev.tripline.adapter.shards.StreamCalls;
import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/// A DynamoDB stream by its API. Lambda reads each of its shards four times a second.
final class DynamoDbShards implements ShardedStream {
  private static final Pace PACE = new Pace(Duration.ofMillis(250), Duration.ofMillis(50));
  private static final int LIMIT = 1_000;

  private final DynamoDbStreamsClient client;
  private final DynamoDbStreamSettings settings;
  private final InstantSource clock;
  private final StreamCalls calls;

  DynamoDbShards(
      DynamoDbStreamsClient client, DynamoDbStreamSettings settings, InstantSource clock) {
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
    String last = null;
    do {
      DescribeStreamRequest request =
          DescribeStreamRequest.builder()
              .streamArn(settings.streamArn())
              .exclusiveStartShardId(last)
              .build();
      DescribeStreamResponse page =
          calls.asked("list the shards", () -> client.describeStream(request));
      page.streamDescription().shards().forEach(shard -> shards.add(known(shard)));
      last = page.streamDescription().lastEvaluatedShardId();
    } while (last != null);
    return shards;
  }

  private static KnownShard known(Shard shard) {
    return new KnownShard(
        shard.shardId(),
        shard.parentShardId() == null ? Set.of() : Set.of(shard.parentShardId()),
        shard.sequenceNumberRange().endingSequenceNumber() == null);
  }

  /// By time alone: where an iterator of type LATEST points is decided at its first use, which may be
  /// much later. The creation time of a record is approximate, and some servers tell the minute only:
  /// reading begins with the minute, so that no record is missed; some may be a minute older.
  @Override
  public Position newest(String shardId) {
    DescribeStreamResponse response =
        calls.asked(
            "find the end of " + shardId,
            () ->
                client.describeStream(request -> request.streamArn(settings.streamArn()).limit(1)));
    return new Position.Since(
        ServerDate.before(response, clock).truncatedTo(ChronoUnit.MINUTES), null);
  }

  /// There are no iterators by time: what arrived before it is read and passed over.
  @Override
  public Answer open(String shardId, Position from) {
    GetShardIteratorRequest.Builder request = iterator(shardId);
    switch (from) {
      case Position.Beginning _, Position.Since _ ->
          request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
      case Position.After after ->
          request
              .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
              .sequenceNumber(after.sequenceNumber());
    }
    return answered(
        shardId,
        () -> new Answer.Iterator(client.getShardIterator(request.build()).shardIterator()));
  }

  @Override
  public Answer read(String shardId, String iterator) {
    return answered(
        shardId,
        () -> {
          GetRecordsResponse page =
              client.getRecords(request -> request.shardIterator(iterator).limit(LIMIT));
          return new Answer.Page(
              page.records().stream().map(this::toRecord).toList(), page.nextShardIterator(), null);
        });
  }

  private StreamRecord toRecord(Record record) {
    var change = record.dynamodb();
    return new StreamRecord(
        change.sequenceNumber(),
        ItemJson.canonical(change.keys()),
        change.approximateCreationDateTime(),
        DynamoDbEventJson.record(settings, record).length + 1L,
        record);
  }

  private GetShardIteratorRequest.Builder iterator(String shardId) {
    return GetShardIteratorRequest.builder().streamArn(settings.streamArn()).shardId(shardId);
  }

  private Answer answered(String shardId, Supplier<Answer> request) {
    try {
      return request.get();
    } catch (ExpiredIteratorException _) {
      return new Answer.Expired();
    } catch (TrimmedDataAccessException e) {
      return new Answer.Trimmed(e.toString());
    } catch (LimitExceededException e) {
      return new Answer.Throttled(e.toString());
    } catch (SdkException e) {
      return calls.failed(shardId, e, this::shards);
    }
  }
}
