package dev.tripline.dispatcher.lambdaapi.mapping;

import static dev.tripline.dispatcher.lambdaapi.wire.Check.atLeast;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.atMost;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.each;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.maxLength;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.minLength;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.oneOf;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.pattern;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.flag;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.integer;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.list;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.number;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.object;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.objects;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.string;

import dev.tripline.dispatcher.lambdaapi.request.Members;
import dev.tripline.dispatcher.lambdaapi.wire.Check;
import dev.tripline.dispatcher.lambdaapi.wire.Member;
import dev.tripline.dispatcher.lambdaapi.wire.Shape;

/// The members of requests about mappings, with the constraints of the API's published model.
final class MappingMembers {
  private static final String ENDPOINT =
      "(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9])\\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\\-]*[A-Za-z0-9]):[0-9]{1,5}";
  private static final Check[] FUNCTION = Members.ANY_FUNCTION.checks().toArray(new Check[0]);
  private static final Member UUID = Member.path("UUID", minLength(36), maxLength(36));

  private static final Shape SETTINGS =
      Shape.of(
          flag("Enabled"),
          integer("BatchSize", atLeast(1), atMost(10_000)),
          object("FilterCriteria", objects("Filters", string("Pattern", maxLength(4_096)))),
          string(
              "KMSKeyArn", maxLength(10_000), pattern("(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()")),
          object("MetricsConfig", list("Metrics", maxLength(3))),
          object("LoggingConfig", string("SystemLogLevel", oneOf("DEBUG", "INFO", "WARN"))),
          object("ScalingConfig", integer("MaximumConcurrency", atLeast(2), atMost(1_000))),
          integer("MaximumBatchingWindowInSeconds", atLeast(0), atMost(300)),
          integer("ParallelizationFactor", atLeast(1), atMost(10)),
          Members.MAPPING_DESTINATIONS,
          integer("MaximumRecordAgeInSeconds", atLeast(-1), atMost(604_800)),
          flag("BisectBatchOnFunctionError"),
          integer("MaximumRetryAttempts", atLeast(-1), atMost(10_000)),
          integer("TumblingWindowInSeconds", atLeast(0), atMost(900)),
          objects(
              "SourceAccessConfigurations",
              string(
                  "Type",
                  oneOf(
                      "BASIC_AUTH",
                      "VPC_SUBNET",
                      "VPC_SECURITY_GROUP",
                      "SASL_SCRAM_512_AUTH",
                      "SASL_SCRAM_256_AUTH",
                      "VIRTUAL_HOST",
                      "CLIENT_CERTIFICATE_TLS_AUTH",
                      "SERVER_ROOT_CA_CERTIFICATE")),
              string("URI", minLength(1), maxLength(200), pattern("[ a-zA-Z0-9-\\/*:_+=.@-]*"))),
          list("FunctionResponseTypes", maxLength(1), each(oneOf("ReportBatchItemFailures"))),
          kafka("AmazonManagedKafkaEventSourceConfig"),
          kafka("SelfManagedKafkaEventSourceConfig"),
          object("DocumentDBEventSourceConfig"),
          object("ProvisionedPollerConfig"));

  static final Shape ONE = Shape.of(UUID);

  static final Shape UPDATE = SETTINGS.and(UUID, string("FunctionName", FUNCTION));

  static final Shape CREATE =
      SETTINGS.and(
          string("FunctionName", FUNCTION).must(),
          string("EventSourceArn", maxLength(10_000), pattern(Members.RESOURCE_ARN)),
          string("StartingPosition", oneOf("LATEST", "AT_TIMESTAMP", "TRIM_HORIZON")),
          number("StartingPositionTimestamp"),
          Members.TAGS,
          list(
              "Topics",
              minLength(1),
              maxLength(1),
              each(minLength(1), maxLength(249), pattern("[^.]([a-zA-Z0-9\\-_.]+)"))),
          list("Queues", minLength(1), maxLength(1), each(minLength(1), maxLength(1_000))),
          object(
              "SelfManagedEventSource",
              object(
                  "Endpoints",
                  list(
                      "KAFKA_BOOTSTRAP_SERVERS",
                      minLength(1),
                      maxLength(10),
                      each(minLength(1), maxLength(300), pattern(ENDPOINT))))));

  static final Shape LIST =
      Shape.of(
          Member.query("EventSourceArn", maxLength(10_000), pattern(Members.RESOURCE_ARN)),
          Member.query("FunctionName", FUNCTION),
          Member.query("Marker"),
          Member.queryNumber("MaxItems", atLeast(1), atMost(10_000)));

  private MappingMembers() {}

  private static Member kafka(String name) {
    return object(
        name,
        string(
            "ConsumerGroupId", minLength(1), maxLength(200), pattern("[a-zA-Z0-9-\\/*:_+=.@-]*")),
        object("SchemaRegistryConfig"));
  }
}
