package dev.tripline.dispatcher.trigger.mapping;

import dev.tripline.dispatcher.trigger.Trigger;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes the members that mappings of several kinds have as settings of a trigger's source.
public final class MappingSettings {
  /// That act for all streams.
  public static final Set<String> OF_STREAMS =
      Set.of(
          "StartingPosition",
          "StartingPositionTimestamp",
          "DestinationConfig",
          "MaximumRecordAgeInSeconds",
          "BisectBatchOnFunctionError",
          "MaximumRetryAttempts",
          "FunctionResponseTypes");

  /// That act for streams whose shards are read under leases.
  public static final Set<String> OF_SHARDS =
      with(OF_STREAMS, "ParallelizationFactor", "TumblingWindowInSeconds");

  private static final Map<String, String> NUMBERS =
      Map.of(
          "BatchSize", "batchSize",
          "MaximumBatchingWindowInSeconds", "batchWindowSeconds",
          "ParallelizationFactor", "parallelization",
          "MaximumRecordAgeInSeconds", "maxRecordAgeSeconds",
          "BisectBatchOnFunctionError", "bisect",
          "MaximumRetryAttempts", "maxRetries",
          "TumblingWindowInSeconds", "tumblingWindowSeconds");

  private MappingSettings() {}

  /// Some members and further ones.
  public static Set<String> with(Set<String> members, String... more) {
    Set<String> all = new HashSet<>(members);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  /// Those that the request has; null where a setting goes away.
  public static ObjectNode of(MappingRequest request) {
    ObjectNode form = JsonNodeFactory.instance.objectNode();
    NUMBERS.forEach((member, name) -> {
      if (request.has(member)) {
        form.set(name, request.values().path(member));
      }
    });
    if (request.has("FilterCriteria")) {
      ArrayNode filters = form.putArray("filters");
      request
          .values()
          .path("FilterCriteria")
          .path("Filters")
          .forEach(filter -> filters.add(filter.path("Pattern").asString()));
    }
    if (request.has("DestinationConfig")) {
      String destination =
          request.object("DestinationConfig").object("OnFailure").text("Destination");
      form.put("onFailure", destination.isEmpty() ? null : destination);
    }
    if (request.has("FunctionResponseTypes")) {
      form.put("reportBatchItemFailures", !request.texts("FunctionResponseTypes").isEmpty());
    }
    return form;
  }

  /// The member of a request that has this setting of a trigger; the setting's own name if none has.
  public static String member(String setting) {
    return switch (setting) {
      case "startingTimestamp" -> "StartingPositionTimestamp";
      case "maxConcurrency" -> "ScalingConfig.MaximumConcurrency";
      case "onFailure" -> "DestinationConfig.OnFailure.Destination";
      default ->
          NUMBERS.entrySet().stream()
              .filter(number -> number.getValue().equals(setting))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse(setting);
    };
  }

  /// Adds the starting position of a new mapping of a stream.
  public static void start(MappingRequest request, ObjectNode form) {
    if (request.has("StartingPosition")) {
      form.put("startingPosition", request.text("StartingPosition"));
    }
    if (request.has("StartingPositionTimestamp")) {
      double seconds = request.values().path("StartingPositionTimestamp").asDouble();
      form.put("startingTimestamp", Instant.ofEpochMilli(Math.round(seconds * 1_000)).toString());
    }
  }

  /// @throws InvalidMappingException if the request does not say where it begins
  public static void requireStart(MappingRequest request) {
    if (!request.has("StartingPosition")) {
      throw new InvalidMappingException(
          "1 validation error detected: Value null at 'startingPosition' failed to satisfy"
              + " constraint: Member must not be null.");
    }
  }

  /// The source of a new trigger that reads a stream by its ARN.
  ///
  /// @throws InvalidMappingException if the request does not say where it begins
  public static ObjectNode ofStream(MappingRequest request, String kind) {
    requireStart(request);
    ObjectNode form = of(request);
    start(request, form);
    return withoutNulls(form.put("kind", kind).put("streamArn", request.arn()));
  }

  /// The words for a second mapping of the same ARN and function.
  public static String sameArn(MappingRequest request, Trigger other) {
    return "The event source arn (\" %s \") and function (\" %s \") provided mapping"
        .formatted(request.arn(), other.function().name());
  }

  /// The form of a new trigger, which has no settings that could go away.
  public static ObjectNode withoutNulls(ObjectNode form) {
    form.propertyNames().stream()
        .filter(name -> form.path(name).isNull())
        .toList()
        .forEach(form::remove);
    return form;
  }

  /// The name in `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/ID` or
  /// `arn:aws:mq:REGION:ACCOUNT:broker:NAME:ID`.
  ///
  /// @param type `cluster` or `broker`
  /// @throws InvalidMappingException if it is the ARN of something else
  public static String nameIn(String arn, String type, String separator) {
    String[] resource = arn.split(":", 6)[5].split(separator, -1);
    if (resource.length < 2 || !resource[0].equals(type)) {
      throw new InvalidMappingException("Unrecognized event source.");
    }
    return resource[1];
  }
}
