package dev.tripline.spi.source;

import dev.tripline.spi.invocation.TraceContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One record of a shard.
///
/// @param id names the record within its batch; the `itemIdentifier` of a partial failure. The sequence
///     number (Kinesis, DynamoDB) or the offset (Kafka): a decimal number that rises within the shard
/// @param key records of the same key are processed in order; null if the record has none
/// @param arrivedAt when the stream took it, by the stream's clock; its age counts from here
/// @param size bytes it takes in a payload; a batch is flushed at 6 MB
/// @param depth the number of earlier invocations of its lineage; 0 if nothing in it says so
/// @param trace the span that sent it; null if nothing in it says so
/// @param handle the source's own form of it, for payloads; opaque to others
public record StreamRecord(
    String id,
    @Nullable String key,
    Instant arrivedAt,
    long size,
    int depth,
    @Nullable TraceContext trace,
    Object handle) {

  /// One of a stream whose records have no place for a lineage.
  public StreamRecord(
      String id, @Nullable String key, Instant arrivedAt, long size, Object handle) {
    this(id, key, arrivedAt, size, 0, null, handle);
  }
}
