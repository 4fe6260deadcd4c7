package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.function.AccountSettings;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A trigger as the Lambda API shows it. Seconds are whole there: fractions are rounded up.
record MappingView(AccountSettings account) {
  /// Kafka and MQ wait so long unless they are told otherwise; AWS does not show it.
  private static final Duration UNSAID_WINDOW = Duration.ofMillis(500);

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// @param state in AWS's words
  ObjectNode of(Trigger trigger, MappingKind kind, TriggerStatus.Snapshot status, String state) {
    ObjectNode view = JSON.objectNode();
    view.put("UUID", trigger.id());
    view.put("EventSourceMappingArn", arn(trigger.id()));
    view.put("FunctionArn", functionArn(trigger));
    view.put("State", state);
    view.put("StateTransitionReason", kind.reason());
    view.put("LastModified", seconds(trigger.updatedAt()));
    if (kind != MappingKind.SQS) {
      view.put("LastProcessingResult", lastResult(status));
    }
    switch (trigger.source()) {
      case TriggerSource.SqsQueue queue -> sqs(view, queue);
      case TriggerSource.KinesisStream stream ->
          awsStream(view, stream.stream().arn(), stream.reading());
      case TriggerSource.DynamoDbStream stream ->
          awsStream(view, stream.stream().arn(), stream.reading());
      case TriggerSource.KafkaTopic topic -> kafka(view, trigger.form(), topic);
      case TriggerSource.RabbitQueue queue -> rabbit(view, trigger, queue);
      case TriggerSource.Folder _, TriggerSource.CloudEvents _ ->
          throw new IllegalArgumentException(trigger.name() + " is no mapping");
    }
    return view;
  }

  String arn(String id) {
    return account.lambdaArn("event-source-mapping:" + id);
  }

  String functionArn(Trigger trigger) {
    return account.lambdaArn("function:" + trigger.function());
  }

  /// What the mapping reads from: an ARN, or the servers of a Kafka cluster that has none.
  List<String> sources(Trigger trigger) {
    return switch (trigger.source()) {
      case TriggerSource.SqsQueue queue -> List.of(queue.queue().arn());
      case TriggerSource.KinesisStream stream -> List.of(stream.stream().arn());
      case TriggerSource.DynamoDbStream stream -> List.of(stream.stream().arn());
      case TriggerSource.KafkaTopic topic when topic.cluster().arn() != null ->
          List.of(topic.cluster().arn());
      case TriggerSource.KafkaTopic topic -> topic.cluster().bootstrapServers();
      case TriggerSource.RabbitQueue queue -> List.of(brokerArn(trigger, queue));
      case TriggerSource.Folder _, TriggerSource.CloudEvents _ -> List.of();
    };
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / 1_000.0;
  }

  private static String lastResult(TriggerStatus.Snapshot status) {
    Instant failed = status.lastErrorAt();
    Instant ended = status.lastResultAt();
    if (failed != null && (ended == null || !failed.isBefore(ended))) {
      return "PROBLEM: " + status.lastError();
    }
    if (status.warning() != null) {
      return "PROBLEM: " + status.warning();
    }
    return ended == null ? "No records processed" : "OK";
  }

  private static void sqs(ObjectNode view, TriggerSource.SqsQueue queue) {
    view.put("EventSourceArn", queue.queue().arn());
    view.put("BatchSize", queue.batching().batchSize());
    view.put("MaximumBatchingWindowInSeconds", wholeSeconds(queue.batching().window().length()));
    responseTypes(view, queue.batching().reportItemFailures());
    filters(view, queue.batching().filters());
    if (queue.maxConcurrency() != null) {
      view.putObject("ScalingConfig").put("MaximumConcurrency", queue.maxConcurrency());
    }
  }

  private static void awsStream(ObjectNode view, String arn, StreamSettings reading) {
    view.put("EventSourceArn", arn);
    view.put("MaximumBatchingWindowInSeconds", wholeSeconds(reading.window()));
    view.put("ParallelizationFactor", reading.parallelization());
    Duration tumbling = reading.tumblingWindow();
    view.put("TumblingWindowInSeconds", tumbling == null ? 0 : wholeSeconds(tumbling));
    giveUp(view, reading);
    responseTypes(view, reading.rules().reportItemFailures());
    reading(view, reading);
  }

  private static void giveUp(ObjectNode view, StreamSettings reading) {
    Duration age = reading.rules().maxAge();
    view.put("MaximumRecordAgeInSeconds", age == null ? -1 : wholeSeconds(age));
    view.put("MaximumRetryAttempts", reading.rules().maxRetries());
    view.put("BisectBatchOnFunctionError", reading.rules().bisect());
  }

  private static void reading(ObjectNode view, StreamSettings reading) {
    view.put("BatchSize", reading.batchSize());
    view.put("StartingPosition", reading.from().name());
    if (reading.timestamp() != null) {
      view.put("StartingPositionTimestamp", seconds(reading.timestamp()));
    }
    ObjectNode onFailure = view.putObject("DestinationConfig").putObject("OnFailure");
    if (reading.onFailure() != null) {
      onFailure.put("Destination", reading.onFailure());
    }
    filters(view, reading.filters());
  }

  private void kafka(ObjectNode view, ObjectNode form, TriggerSource.KafkaTopic topic) {
    String arn = topic.cluster().arn();
    if (arn == null) {
      ObjectNode endpoints = view.putObject("SelfManagedEventSource").putObject("Endpoints");
      // Whoever names a connection of the settings does not see its addresses.
      if (form.has("bootstrapServers")) {
        ArrayNode servers = endpoints.putArray("KAFKA_BOOTSTRAP_SERVERS");
        topic.cluster().bootstrapServers().forEach(servers::add);
      }
    } else {
      view.put("EventSourceArn", arn);
    }
    view.putArray("Topics").add(topic.topic());
    view.putObject(
            arn == null
                ? "SelfManagedKafkaEventSourceConfig"
                : "AmazonManagedKafkaEventSourceConfig")
        .put("ConsumerGroupId", topic.consumerGroup());
    kafkaAccess(view.putArray("SourceAccessConfigurations"), form);
    window(view, topic.reading().window());
    StreamSettings reading = topic.reading();
    if (reading.rules().maxAge() != null
        || reading.rules().maxRetries() >= 0
        || reading.rules().bisect()) {
      giveUp(view, reading);
    }
    if (reading.rules().reportItemFailures()) {
      responseTypes(view, true);
    }
    reading(view, reading);
  }

  private void kafkaAccess(ArrayNode access, ObjectNode form) {
    JsonNode sasl = form.path("sasl");
    if (sasl.isObject()) {
      String type =
          switch (sasl.path("mechanism").asString()) {
            case "PLAIN" -> "BASIC_AUTH";
            case "SCRAM-SHA-256" -> "SASL_SCRAM_256_AUTH";
            default -> "SASL_SCRAM_512_AUTH";
          };
      access(access, type, sasl.path("password").asString());
    }
    JsonNode certificate = form.path("clientCertificate");
    if (certificate.isObject()) {
      JsonNode secret =
          certificate.has("secret") ? certificate.path("secret") : certificate.path("privateKey");
      access(access, "CLIENT_CERTIFICATE_TLS_AUTH", secret.asString());
    }
    if (form.path("trustedCertificates").isString()) {
      access(access, "SERVER_ROOT_CA_CERTIFICATE", form.path("trustedCertificates").asString());
    }
  }

  private void rabbit(ObjectNode view, Trigger trigger, TriggerSource.RabbitQueue queue) {
    view.put("EventSourceArn", brokerArn(trigger, queue));
    view.put("BatchSize", queue.batching().batchSize());
    window(view, queue.batching().window().length());
    view.putArray("Queues").add(queue.queue());
    ArrayNode access = view.putArray("SourceAccessConfigurations");
    if (queue.broker().password() != null) {
      access(access, "BASIC_AUTH", queue.broker().password().text());
    }
    if (!queue.broker().virtualHost().equals("/")) {
      access.addObject().put("Type", "VIRTUAL_HOST").put("URI", queue.broker().virtualHost());
    }
    filters(view, queue.batching().filters());
  }

  /// As the events of the trigger say it.
  private String brokerArn(Trigger trigger, TriggerSource.RabbitQueue queue) {
    return queue.arn() != null
        ? queue.arn()
        : "arn:aws:mq:%s:%s:broker:%s:b-%s"
            .formatted(account.region(), account.accountId(), trigger.name(), trigger.id());
  }

  /// Stored secrets are named by ARNs, as AWS's tools expect.
  private void access(ArrayNode access, String type, String reference) {
    String uri = reference;
    if (SecretReference.isReference(reference)) {
      String name = new SecretReference(reference).storedName();
      if (reference.startsWith("secret:")) {
        uri =
            "arn:aws:secretsmanager:%s:%s:secret:%s"
                .formatted(account.region(), account.accountId(), name);
      } else if (!name.isEmpty() && reference.indexOf('#') >= 0) {
        uri = reference.substring(0, reference.indexOf('#'));
      }
    }
    access.addObject().put("Type", type).put("URI", uri);
  }

  private static void window(ObjectNode view, Duration window) {
    if (!window.equals(UNSAID_WINDOW)) {
      view.put("MaximumBatchingWindowInSeconds", wholeSeconds(window));
    }
  }

  private static void responseTypes(ObjectNode view, boolean report) {
    ArrayNode types = view.putArray("FunctionResponseTypes");
    if (report) {
      types.add("ReportBatchItemFailures");
    }
  }

  private static void filters(ObjectNode view, List<String> filters) {
    if (!filters.isEmpty()) {
      ArrayNode list = view.putObject("FilterCriteria").putArray("Filters");
      filters.forEach(pattern -> list.addObject().put("Pattern", pattern));
    }
  }

  private static long wholeSeconds(Duration duration) {
    return duration.plusMillis(999).toSeconds();
  }
}
