package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The rules for a mapping beyond the ranges of single members, checked in AWS's order and refused
/// in its words where they are known.
final class MappingRules {
  private static final int MIN_AGE = 60;

  private static final List<String> SETTINGS_OF_SOME =
      List.of(
          "DestinationConfig",
          "StartingPosition",
          "StartingPositionTimestamp",
          "ParallelizationFactor",
          "MaximumRecordAgeInSeconds",
          "BisectBatchOnFunctionError",
          "MaximumRetryAttempts",
          "TumblingWindowInSeconds",
          "FunctionResponseTypes",
          "ScalingConfig",
          "Topics",
          "Queues",
          "SourceAccessConfigurations",
          "SelfManagedEventSource",
          "AmazonManagedKafkaEventSourceConfig",
          "SelfManagedKafkaEventSourceConfig");

  private static final Map<String, String> NOT_OFFERED =
      Map.of(
          "KMSKeyArn", "filters are not encrypted by keys of AWS KMS",
          "MetricsConfig", "the dispatcher has metrics of its own",
          "LoggingConfig", "log levels are the dispatcher's settings",
          "ProvisionedPollerConfig", "pollers scale with the load; ScalingConfig bounds them",
          "DocumentDBEventSourceConfig", "change streams of DocumentDB cannot be read");

  private MappingRules() {}

  /// @throws ApiException if a new mapping does not say properly where it begins
  static void requireStart(Input request) {
    boolean atTimestamp = request.string("StartingPosition").equals("AT_TIMESTAMP");
    if (atTimestamp != request.has("StartingPositionTimestamp")) {
      throw ApiException.invalid(
          "StartingPositionTimestamp must be given with StartingPosition AT_TIMESTAMP, and only"
              + " then.");
    }
  }

  /// @throws ApiException at the first setting that cannot act
  static void requireOffered(SourceMapping mapping, Input request) {
    for (String setting : SETTINGS_OF_SOME) {
      if (given(request, setting) && !mapping.traits().settings().contains(setting)) {
        throw unsupported(setting);
      }
    }
    if (request.object("DestinationConfig").has("OnSuccess")) {
      throw unsupported("DestinationConfig");
    }
    NOT_OFFERED.forEach((setting, why) -> {
      if (given(request, setting)) {
        throw ApiException.invalid(setting + " is not offered here: " + why + ".");
      }
    });
    for (String config :
        List.of("AmazonManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig")) {
      if (given(request.object(config), "SchemaRegistryConfig")) {
        throw ApiException.invalid(
            "SchemaRegistryConfig is not offered here: records reach the function as bytes.");
      }
    }
    int age = request.integer("MaximumRecordAgeInSeconds", -1);
    if (age >= 0 && age < MIN_AGE) {
      throw ApiException.invalid(
          "Maximum record age in seconds must be -1 or between 60 and 604800.");
    }
  }

  private static ApiException unsupported(String setting) {
    return ApiException.invalid(
        "Unsupported " + setting + " parameter for given event source mapping type.");
  }

  /// `true` if the member asks for anything; empty lists, objects and strings do not.
  private static boolean given(Input request, String name) {
    if (!request.has(name)) {
      return false;
    }
    JsonNode value = request.values().path(name);
    if (value.isContainer()) {
      return value.valueStream().anyMatch(inner -> !inner.isContainer() || !inner.isEmpty());
    }
    return !value.isString() || !value.stringValue().isEmpty();
  }
}
