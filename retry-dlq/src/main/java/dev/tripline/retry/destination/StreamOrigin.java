package dev.tripline.retry.destination;

/// Where given-up records come from.
///
/// @param arn of the stream; for Kafka it is read from the batch
/// @param shardId a shard's id, or `topic-0`
public record StreamOrigin(Kind kind, String arn, String triggerId, String shardId) {

  /// The streams whose records differ.
  public enum Kind {
    KINESIS,
    DYNAMODB,
    KAFKA
  }
}
