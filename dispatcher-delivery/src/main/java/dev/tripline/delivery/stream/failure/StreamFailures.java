package dev.tripline.delivery.stream.failure;

import dev.tripline.delivery.Functions;
import dev.tripline.retry.batch.GiveUpCondition;
import dev.tripline.retry.destination.Destination;
import dev.tripline.retry.destination.Destination.Bucket;
import dev.tripline.retry.destination.Destination.KafkaTopic;
import dev.tripline.retry.destination.GiveUpCause;
import dev.tripline.retry.destination.StreamFailureRecord;
import dev.tripline.retry.destination.StreamFailureRecord.Content;
import dev.tripline.retry.destination.StreamOrigin;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Writes the messages to a failure destination about given-up records: one for a batch, but one
/// for each record that became too old, and one for each record to a Kafka topic. They belong into the
/// transaction that keeps the dead letters. Safe for many threads.
public final class StreamFailures {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Functions functions;
  private final InstantSource clock;

  public StreamFailures(Functions functions, InstantSource clock) {
    this.functions = functions;
    this.clock = clock;
  }

  /// A given-up record and the dead letter that keeps it.
  public record Kept(StreamRecord record, String letterId) {}

  /// @param destination the ARN of a queue, topic or bucket, or `kafka://TOPIC` on the source's own
  ///     cluster
  /// @param kept in the shard's order, at least one
  /// @param payload makes a batch of records in the shape in which the function is given it
  public List<OutboxMessage> messages(
      String destination,
      StreamOrigin origin,
      GiveUpCause cause,
      List<Kept> kept,
      Function<List<StreamRecord>, byte[]> payload) {
    Instant now = clock.instant();
    Destination parsed = Destination.parse(destination);
    boolean kafka = parsed instanceof KafkaTopic;
    boolean single = kafka || cause.condition().equals(GiveUpCondition.RECORD_AGE_EXCEEDED.text());
    List<OutboxMessage> messages = new ArrayList<>();
    for (List<Kept> part : single ? kept.stream().map(List::of).toList() : List.of(kept)) {
      List<StreamRecord> records = part.stream().map(Kept::record).toList();
      byte[] batch = payload.apply(records);
      String id = UUID.randomUUID().toString();
      String address = destination;
      Map<String, String> headers = Map.of();
      Content content = Content.POINTERS;
      if (parsed instanceof KafkaTopic topic) {
        address = topic.of(origin.triggerId()).address();
        headers = keyOf(batch);
        content = Content.SINGLE;
      } else if (parsed instanceof Bucket bucket) {
        String folder = origin.triggerId() + "/" + origin.shardId();
        address = bucket.object(folder, now, id).arn().toString();
        content = Content.PAYLOAD;
      }
      var record = new StreamFailureRecord(origin, cause, arn(cause.function(), kafka), records);
      messages.add(
          new OutboxMessage(
              id,
              address,
              record.toJson(content, batch, now),
              headers,
              depth(cause.function(), records),
              part.getFirst().letterId(),
              new OutboxMessage.Cause(
                  cause.requestId(), Trace.ofBatch(records, StreamRecord::trace).stored())));
    }
    return messages;
  }

  /// The record's key decides its partition in the destination as it did in the source.
  private static Map<String, String> keyOf(byte[] batch) {
    JsonNode topics = JSON.readTree(batch).path("records");
    for (JsonNode records : topics) {
      JsonNode key = records.path(0).path("key");
      if (key.isString()) {
        return Map.of(KafkaTopic.KEY_HEADER, key.stringValue());
      }
    }
    return Map.of();
  }

  private int depth(FunctionTarget function, List<StreamRecord> records) {
    int depth = records.stream().mapToInt(StreamRecord::depth).max().orElse(0);
    return depth > 0 && functions.recursionAllowed(function) ? 0 : depth;
  }

  /// Records about streams name the function alone, those for Kafka topics with `$LATEST` or another
  /// qualifier.
  private String arn(FunctionTarget function, boolean qualified) {
    String arn = functions.qualifiedArn(function);
    return qualified ? arn : arn.substring(0, arn.lastIndexOf(':'));
  }
}
