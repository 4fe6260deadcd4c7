package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.trigger.TriggerSource;
import java.util.Optional;
import java.util.Set;

/// Which service a mapping reads from, and which settings act there: the matrix of the API's
/// reference. What acts for all kinds is not listed.
enum MappingKind {
  SQS,
  KINESIS,
  DYNAMODB,
  MANAGED_KAFKA,
  SELF_MANAGED_KAFKA,
  AMAZON_MQ;

  /// How AWS words why a mapping of this kind changed its state.
  String reason() {
    return stream() ? "User action" : "USER_INITIATED";
  }

  /// Whether a setting that acts for some kinds only acts for this one.
  boolean knows(String setting) {
    return switch (this) {
      case SQS -> Settings.QUEUE.contains(setting);
      case KINESIS, DYNAMODB ->
          Settings.STREAM.contains(setting) || Settings.SHARDS.contains(setting);
      case MANAGED_KAFKA ->
          Settings.STREAM.contains(setting)
              || Settings.KAFKA.contains(setting)
              || setting.equals("AmazonManagedKafkaEventSourceConfig");
      case SELF_MANAGED_KAFKA ->
          Settings.STREAM.contains(setting)
              || Settings.KAFKA.contains(setting)
              || setting.equals("SelfManagedKafkaEventSourceConfig")
              || setting.equals("SelfManagedEventSource");
      case AMAZON_MQ -> Settings.BROKER.contains(setting);
    };
  }

  FilteredSource filtered() {
    return switch (this) {
      case SQS -> FilteredSource.SQS;
      case KINESIS -> FilteredSource.KINESIS;
      case DYNAMODB -> FilteredSource.DYNAMODB;
      case MANAGED_KAFKA, SELF_MANAGED_KAFKA -> FilteredSource.KAFKA;
      case AMAZON_MQ -> FilteredSource.RABBITMQ;
    };
  }

  boolean kafka() {
    return this == MANAGED_KAFKA || this == SELF_MANAGED_KAFKA;
  }

  boolean stream() {
    return this == KINESIS || this == DYNAMODB;
  }

  /// @throws ApiException if the request names no source that can be read here
  static MappingKind of(Input request) {
    if (request.has("SelfManagedEventSource")) {
      return SELF_MANAGED_KAFKA;
    }
    String[] arn = request.string("EventSourceArn").split(":", 6);
    return switch (arn.length < 6 ? "" : arn[2]) {
      case "sqs" -> SQS;
      case "kinesis" -> KINESIS;
      case "dynamodb" -> DYNAMODB;
      case "kafka" -> MANAGED_KAFKA;
      case "mq" -> AMAZON_MQ;
      case "rds", "docdb" ->
          throw ApiException.invalid("Change streams of DocumentDB are not offered here.");
      default -> throw ApiException.invalid("Unrecognized event source.");
    };
  }

  /// Empty for triggers that do not poll: they are no mappings.
  static Optional<MappingKind> of(TriggerSource source) {
    return Optional.ofNullable(
        switch (source) {
          case TriggerSource.SqsQueue _ -> SQS;
          case TriggerSource.KinesisStream _ -> KINESIS;
          case TriggerSource.DynamoDbStream _ -> DYNAMODB;
          case TriggerSource.KafkaTopic topic ->
              topic.cluster().arn() == null ? SELF_MANAGED_KAFKA : MANAGED_KAFKA;
          case TriggerSource.RabbitQueue _ -> AMAZON_MQ;
          case TriggerSource.Folder _, TriggerSource.CloudEvents _ -> null;
        });
  }

  private static final class Settings {
    private static final Set<String> QUEUE = Set.of("ScalingConfig", "FunctionResponseTypes");
    private static final Set<String> BROKER = Set.of("Queues", "SourceAccessConfigurations");
    private static final Set<String> KAFKA = Set.of("Topics", "SourceAccessConfigurations");
    private static final Set<String> SHARDS =
        Set.of("ParallelizationFactor", "TumblingWindowInSeconds");
    private static final Set<String> STREAM =
        Set.of(
            "StartingPosition",
            "StartingPositionTimestamp",
            "DestinationConfig",
            "MaximumRecordAgeInSeconds",
            "BisectBatchOnFunctionError",
            "MaximumRetryAttempts",
            "FunctionResponseTypes");
  }
}
