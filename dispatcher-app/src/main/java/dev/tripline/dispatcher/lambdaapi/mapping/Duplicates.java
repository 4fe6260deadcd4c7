package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.registry.Triggers;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Refuses a second mapping of one source to one function, in AWS's words.
record Duplicates(List<Triggers.Live> all, MappingView views) {

  /// @throws ApiException 409 that names the mapping that is there
  void requireNone(MappingKind kind, Input request, FunctionTarget function) {
    List<String> sources =
        kind == MappingKind.SELF_MANAGED_KAFKA
            ? request
                .object("SelfManagedEventSource")
                .object("Endpoints")
                .strings("KAFKA_BOOTSTRAP_SERVERS")
            : List.of(request.string("EventSourceArn"));
    String part =
        kind.kafka()
            ? request.strings("Topics").getFirst()
            : kind == MappingKind.AMAZON_MQ ? request.strings("Queues").getFirst() : null;
    for (Triggers.Live live : all) {
      Trigger other = live.trigger();
      if (other.function().equals(function)
          && views.sources(other).stream().anyMatch(sources::contains)
          && (part == null || part.equals(part(other)))) {
        throw ApiException.conflict(
            text(kind, String.join(",", sources), other, part)
                + " already exists. Please update or delete the existing mapping with UUID "
                + other.id());
      }
    }
  }

  private static @Nullable String part(Trigger trigger) {
    return switch (trigger.source()) {
      case TriggerSource.KafkaTopic topic -> topic.topic();
      case TriggerSource.RabbitQueue queue -> queue.queue();
      case TriggerSource.SqsQueue _,
          TriggerSource.KinesisStream _,
          TriggerSource.DynamoDbStream _,
          TriggerSource.Folder _,
          TriggerSource.CloudEvents _ ->
          null;
    };
  }

  private String text(MappingKind kind, String source, Trigger other, @Nullable String part) {
    String name = other.function().name();
    return switch (kind) {
      case SQS ->
          "An event source mapping with SQS arn (\" %s \") and function (\" %s \")"
              .formatted(source, name);
      case KINESIS, DYNAMODB, AMAZON_MQ ->
          "The event source arn (\" %s \") and function (\" %s \") provided mapping"
              .formatted(source, name);
      case MANAGED_KAFKA, SELF_MANAGED_KAFKA ->
          "An event source mapping with event source (\"%s\"), function (\"%s\"), topics (\"%s\")"
              .formatted(source, views.functionArn(other), part);
    };
  }
}
