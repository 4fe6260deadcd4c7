package dev.tripline.dispatcher.trigger;

/// What sources have in common.
public final class SourceKind {
  private SourceKind() {}

  /// Whether pollers ask it for messages, each of which is settled on its own.
  public static boolean isQueue(TriggerSource source) {
    return switch (source) {
      case TriggerSource.RabbitQueue _, TriggerSource.SqsQueue _ -> true;
      case TriggerSource.KafkaTopic _,
          TriggerSource.KinesisStream _,
          TriggerSource.DynamoDbStream _,
          TriggerSource.Folder _,
          TriggerSource.CloudEvents _ ->
          false;
    };
  }

  /// Whether it has shards, whose records are read in order.
  public static boolean isStream(TriggerSource source) {
    return switch (source) {
      case TriggerSource.KafkaTopic _,
          TriggerSource.KinesisStream _,
          TriggerSource.DynamoDbStream _ ->
          true;
      case TriggerSource.RabbitQueue _,
          TriggerSource.SqsQueue _,
          TriggerSource.Folder _,
          TriggerSource.CloudEvents _ ->
          false;
    };
  }
}
