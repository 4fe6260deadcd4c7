package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a request asks for as the `source` of a trigger, whose form says the rest of what may
/// be wrong.
record MappingForm(MappingKind kind, Input request) {
  private static final Map<String, String> NUMBERS =
      Map.of(
          "BatchSize", "batchSize",
          "MaximumBatchingWindowInSeconds", "batchWindowSeconds",
          "ParallelizationFactor", "parallelization",
          "MaximumRecordAgeInSeconds", "maxRecordAgeSeconds",
          "BisectBatchOnFunctionError", "bisect",
          "MaximumRetryAttempts", "maxRetries",
          "TumblingWindowInSeconds", "tumblingWindowSeconds");

  /// The whole source of a new trigger.
  ObjectNode source() {
    ObjectNode form = JsonNodeFactory.instance.objectNode();
    String arn = request.string("EventSourceArn");
    switch (kind) {
      case SQS -> form.put("kind", "sqs").put("queueArn", arn);
      case KINESIS -> form.put("kind", "kinesis").put("streamArn", arn);
      case DYNAMODB -> form.put("kind", "dynamodb").put("streamArn", arn);
      case MANAGED_KAFKA -> kafka(form).put("connection", nameIn(arn, "/")).put("clusterArn", arn);
      case SELF_MANAGED_KAFKA -> {
        ArrayNode servers = kafka(form).putArray("bootstrapServers");
        request
            .object("SelfManagedEventSource")
            .object("Endpoints")
            .strings("KAFKA_BOOTSTRAP_SERVERS")
            .forEach(servers::add);
      }
      case AMAZON_MQ ->
          form.put("kind", "rabbitmq")
              .put("connection", nameIn(arn, ":"))
              .put("brokerArn", arn)
              .put("queue", request.strings("Queues").getFirst());
    }
    if (request.has("StartingPosition")) {
      form.put("startingPosition", request.string("StartingPosition"));
    }
    if (request.has("StartingPositionTimestamp")) {
      double seconds = request.values().path("StartingPositionTimestamp").asDouble();
      form.put("startingTimestamp", Instant.ofEpochMilli(Math.round(seconds * 1_000)).toString());
    }
    settings(form);
    form.propertyNames().stream()
        .filter(name -> form.path(name).isNull())
        .toList()
        .forEach(form::remove);
    return form;
  }

  /// What changes of a trigger's source; null where a setting goes away.
  ObjectNode changes() {
    ObjectNode form = JsonNodeFactory.instance.objectNode();
    settings(form);
    return form;
  }

  private ObjectNode kafka(ObjectNode form) {
    form.put("kind", "kafka").put("topic", request.strings("Topics").getFirst());
    String group = consumerGroup();
    if (group != null) {
      form.put("consumerGroup", group);
    }
    return form;
  }

  @Nullable String consumerGroup() {
    String managed =
        request.object("AmazonManagedKafkaEventSourceConfig").optional("ConsumerGroupId");
    return managed != null
        ? managed
        : request.object("SelfManagedKafkaEventSourceConfig").optional("ConsumerGroupId");
  }

  /// `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/ID` and `arn:aws:mq:REGION:ACCOUNT:broker:NAME:ID`.
  private static String nameIn(String arn, String separator) {
    String[] resource = arn.split(":", 6)[5].split(separator, -1);
    if (resource.length < 2 || !List.of("cluster", "broker").contains(resource[0])) {
      throw ApiException.invalid("Unrecognized event source.");
    }
    return resource[1];
  }

  private void settings(ObjectNode form) {
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
    if (request.has("ScalingConfig")) {
      form.set("maxConcurrency", request.values().path("ScalingConfig").get("MaximumConcurrency"));
    }
    if (request.has("DestinationConfig")) {
      String destination =
          request.object("DestinationConfig").object("OnFailure").string("Destination", "");
      form.put("onFailure", destination.isEmpty() ? null : destination);
    }
    if (request.has("FunctionResponseTypes")) {
      form.put("reportBatchItemFailures", !request.strings("FunctionResponseTypes").isEmpty());
    }
    if (request.has("SourceAccessConfigurations")) {
      access(form, request.values().path("SourceAccessConfigurations"));
    }
  }

  private void access(ObjectNode form, JsonNode configurations) {
    if (kind.kafka()) {
      form.putNull("sasl").putNull("clientCertificate").putNull("trustedCertificates");
      if (kind == MappingKind.SELF_MANAGED_KAFKA) {
        form.put("tls", !configurations.isEmpty());
      }
    } else {
      form.putNull("username").putNull("password").putNull("virtualHost");
    }
    for (JsonNode configuration : configurations) {
      String type = configuration.path("Type").asString();
      String uri = configuration.path("URI").asString();
      switch (type) {
        case "BASIC_AUTH" -> {
          if (kind.kafka()) {
            sasl(form, "PLAIN", uri);
          } else {
            form.put("password", uri);
          }
        }
        case "SASL_SCRAM_256_AUTH" -> sasl(form, "SCRAM-SHA-256", uri);
        case "SASL_SCRAM_512_AUTH" -> sasl(form, "SCRAM-SHA-512", uri);
        case "CLIENT_CERTIFICATE_TLS_AUTH" ->
            form.putObject("clientCertificate").put("secret", uri);
        case "SERVER_ROOT_CA_CERTIFICATE" -> form.put("trustedCertificates", uri + "#certificate");
        case "VIRTUAL_HOST" -> form.put("virtualHost", uri);
        default ->
            throw ApiException.invalid("SourceAccessConfigurations: " + type + " is unknown.");
      }
    }
  }

  private static void sasl(ObjectNode form, String mechanism, String uri) {
    form.putObject("sasl").put("mechanism", mechanism).put("password", uri).putNull("username");
  }
}
