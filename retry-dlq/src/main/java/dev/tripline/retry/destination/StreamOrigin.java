package dev.tripline.retry.destination;

/// Where given-up records come from.
///
/// @param info writes where they are in their stream
/// @param arn of the stream; for Kafka it is read from the batch
/// @param shardId a shard's id, or `topic-0`
public record StreamOrigin(BatchInfo info, String arn, String triggerId, String shardId) {}
