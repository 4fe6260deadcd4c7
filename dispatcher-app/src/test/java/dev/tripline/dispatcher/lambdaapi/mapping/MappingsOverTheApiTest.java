package dev.tripline.dispatcher.lambdaapi.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.EndPointType;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.SourceAccessConfiguration;
import software.amazon.awssdk.services.lambda.model.SourceAccessType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Event source mappings through AWS's own client, and its error texts on the wire. Mappings are made
/// disabled here, so that no source is needed.
class MappingsOverTheApiTest {
  private static final String SQS = "arn:aws:sqs:us-east-1:000000000000:";
  private static final String KINESIS = "arn:aws:kinesis:us-east-1:000000000000:stream/";
  private static final String DYNAMODB =
      "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026-01-31T00:00:00.000";
  private static final String SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:login";

  @TempDir static Path data;
  private static RunningDispatcher dispatcher;
  private static LambdaClient lambda;

  @BeforeAll
  static void start() throws Exception {
    Path key = Files.writeString(data.resolve("key"), "test");
    dispatcher =
        RunningDispatcher.start(
            data,
            "--tripline.endpoints.allow=127.0.0.1",
            "--tripline.aws.endpoints.sqs=http://127.0.0.1:1",
            "--tripline.aws.endpoints.kinesis=http://127.0.0.1:1",
            "--tripline.aws.endpoints.dynamodb=http://127.0.0.1:1",
            "--tripline.aws.access-key-id=test",
            "--tripline.aws.secret-access-key=file:" + key,
            "--tripline.connections.brokers.uri=kafkas://127.0.0.1:1,127.0.0.1:2",
            "--tripline.connections.rabbit.uri=amqp://127.0.0.1:1/shop");
    lambda = dispatcher.lambda();
    for (String name : List.of("sink", "other")) {
      send("POST", "/v1/functions", "{'name':'" + name + "','url':'http://127.0.0.1:1/'}");
    }
    send("PUT", "/v1/secrets/login", "{'value':{'username':'u','password':'p'}}");
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return dispatcher.send(method, path, body.replace('\'', '"'));
  }

  private static SourceAccessConfiguration access(SourceAccessType type) {
    return SourceAccessConfiguration.builder().type(type).uri(SECRET).build();
  }

  private static CreateEventSourceMappingResponse create(
      Consumer<CreateEventSourceMappingRequest.Builder> more) {
    return lambda.createEventSourceMapping(b -> more.accept(b.functionName("sink").enabled(false)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'FunctionName':'nobody' | Unrecognized event source.",
        "'FunctionName':'nobody','EventSourceArn':'arn:aws:s3:::b' | Unrecognized event source.",
        "'FunctionName':'nobody','EventSourceArn':'SQS','DestinationConfig':{'OnFailure':"
            + "{'Destination':'SQSdead'}} | Unsupported DestinationConfig parameter for given event"
            + " source mapping type.",
        "'FunctionName':'nobody','EventSourceArn':'SQS' | Function does not exist",
        "'FunctionName':'nobody','EventSourceArn':'SQS','BatchSize':11 | Maximum batch window in"
            + " seconds must be greater than 0 if maximum batch size is greater than 10",
        "'FunctionName':'sink','EventSourceArn':'SQS','ParallelizationFactor':2 | Unsupported"
            + " ParallelizationFactor parameter for given event source mapping type.",
        "'FunctionName':'nobody','EventSourceArn':'SQS','FilterCriteria':{'Filters':[{'Pattern':"
            + "'[]'}]} | Invalid filter pattern definition.",
        "'FunctionName':'sink','EventSourceArn':'SQS','KMSKeyArn':'arn:aws:kms:us-east-1::key/k' |"
            + " KMSKeyArn is not offered here: filters are not encrypted by keys of AWS KMS.",
        "'FunctionName':'sink','EventSourceArn':'SQS','ProvisionedPollerConfig':{'MinimumPollers':"
            + "2} | ProvisionedPollerConfig is not offered here: pollers scale with the load;"
            + " ScalingConfig bounds them.",
        "'FunctionName':'sink','EventSourceArn':'KIN' | 1 validation error detected: Value null at"
            + " 'startingPosition' failed to satisfy constraint: Member must not be null.",
        "'FunctionName':'sink','EventSourceArn':'KIN','StartingPosition':'LATEST',"
            + "'MaximumRecordAgeInSeconds':59 | Maximum record age in seconds must be -1 or between"
            + " 60 and 604800.",
        "'FunctionName':'sink','EventSourceArn':'KIN','StartingPosition':'LATEST',"
            + "'ScalingConfig':{'MaximumConcurrency':2} | Unsupported ScalingConfig parameter for"
            + " given event source mapping type.",
        "'FunctionName':'sink','EventSourceArn':'KIN','StartingPosition':'AT_TIMESTAMP',"
            + "'StartingPositionTimestamp':9e15 | StartingPositionTimestamp must lie between the"
            + " years 1970 and 9999",
        "'FunctionName':'sink','EventSourceArn':'KIN','StartingPosition':'AT_TIMESTAMP',"
            + "'StartingPositionTimestamp':1e308 | StartingPositionTimestamp must lie between the"
            + " years 1970 and 9999",
        "'FunctionName':'sink','EventSourceArn':'KIN','StartingPosition':'AT_TIMESTAMP',"
            + "'StartingPositionTimestamp':-1 | StartingPositionTimestamp must lie between the"
            + " years 1970 and 9999",
        "'FunctionName':'sink','EventSourceArn':'DDB','StartingPosition':'AT_TIMESTAMP' |"
            + " Unsupported starting position for arn type: DDB",
        "'FunctionName':'sink','SelfManagedEventSource':{'Endpoints':{'KAFKA_BOOTSTRAP_SERVERS':['kafka:1000']}},'Topics':['topic'],"
            + "'SourceAccessConfigurations':[{'Type':'VIRTUAL_HOST','URI':'arn:aws:secretsmanager:us-east-1:000000000000:secret:x'}]"
            + " | SourceAccessConfigurations: VIRTUAL_HOST is not for Kafka, which takes"
            + " BASIC_AUTH, SASL_SCRAM_256_AUTH, SASL_SCRAM_512_AUTH, CLIENT_CERTIFICATE_TLS_AUTH,"
            + " SERVER_ROOT_CA_CERTIFICATE, VPC_SUBNET and VPC_SECURITY_GROUP.",
        "'FunctionName':'sink','SelfManagedEventSource':{'Endpoints':{'KAFKA_BOOTSTRAP_SERVERS':['kafka:1000']}},'Topics':['topic'],'SourceAccessConfigurations':[{'Type':'BASIC_AUTH','URI':'hunter2'}]"
            + " | SourceAccessConfigurations: the URI of BASIC_AUTH must name a secret,"
            + " arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME, which is put at"
            + " /v1/secrets/NAME.",
      })
  void what_cannot_be_mapped_is_refused_in_aws_words(String members, String message)
      throws Exception {
    HttpResponse<String> answer =
        send("POST", "/2015-03-31/event-source-mappings", "{" + named(members) + "}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
        .hasValue("InvalidParameterValueException");
    JsonNode error = JsonMapper.shared().readTree(answer.body());
    assertThat(error.path("Type").asString()).isEqualTo("User");
    assertThat(error.path("message").asString()).isEqualTo(named(message));
  }

  private static String named(String text) {
    return text.replace("'SQSdead'", "'" + SQS + "dead'")
        .replace("'SQS'", "'" + SQS + "q'")
        .replace("'KIN'", "'" + KINESIS + "k'")
        .replace("'DDB'", "'" + DYNAMODB + "'")
        .replace(": DDB", ": " + DYNAMODB);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'BatchSize':0 | Value '0' at 'batchSize' failed to satisfy constraint: Member must have"
            + " value greater than or equal to 1",
        "'MaximumBatchingWindowInSeconds':301 | Value '301' at 'maximumBatchingWindowInSeconds'"
            + " failed to satisfy constraint: Member must have value less than or equal to 300",
        "'StartingPosition':'invalid' | Value 'invalid' at 'startingPosition' failed to satisfy"
            + " constraint: Member must satisfy enum value set: [LATEST, AT_TIMESTAMP,"
            + " TRIM_HORIZON]",
        "'ScalingConfig':{'MaximumConcurrency':1} | Value '1' at"
            + " 'scalingConfig.maximumConcurrency' failed to satisfy constraint: Member must have"
            + " value greater than or equal to 2",
        "'SourceAccessConfigurations':[{'Type':'NONE','URI':'x'}] | Value 'NONE' at"
            + " 'sourceAccessConfigurations.1.member.type' failed to satisfy constraint: Member"
            + " must satisfy enum value set: [BASIC_AUTH, VPC_SUBNET, VPC_SECURITY_GROUP,"
            + " SASL_SCRAM_512_AUTH, SASL_SCRAM_256_AUTH, VIRTUAL_HOST,"
            + " CLIENT_CERTIFICATE_TLS_AUTH, SERVER_ROOT_CA_CERTIFICATE]",
      })
  void ranges_are_checked_first(String members, String violation) throws Exception {
    HttpResponse<String> answer =
        send(
            "POST",
            "/2015-03-31/event-source-mappings",
            "{'FunctionName':'nobody'," + members + "}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType")).hasValue("ValidationException");
    assertThat(JsonMapper.shared().readTree(answer.body()).path("message").asString())
        .isEqualTo("1 validation error detected: " + violation);
  }

  @Test
  void a_queue_of_sqs_has_the_defaults_of_aws_and_shows_nothing_else() throws Exception {
    HttpResponse<String> answer =
        send(
            "POST",
            "/2015-03-31/event-source-mappings",
            "{'FunctionName':'sink:$LATEST','Enabled':false,'FilterCriteria':{'Filters':[]},"
                + "'EventSourceArn':'"
                + SQS
                + "plain'}");
    assertThat(answer.statusCode()).isEqualTo(202);
    JsonNode json = JsonMapper.shared().readTree(answer.body());
    assertThat(json.propertyNames())
        .containsExactlyInAnyOrder(
            "UUID",
            "EventSourceMappingArn",
            "FunctionArn",
            "State",
            "StateTransitionReason",
            "LastModified",
            "EventSourceArn",
            "BatchSize",
            "MaximumBatchingWindowInSeconds",
            "FunctionResponseTypes");
    assertThat(json.path("BatchSize").asInt()).isEqualTo(10);
    assertThat(json.path("State").asString()).isEqualTo("Disabled");
    assertThat(json.path("StateTransitionReason").asString()).isEqualTo("USER_INITIATED");
    assertThat(json.path("FunctionArn").asString())
        .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:sink:$LATEST");
    assertThat(json.path("EventSourceMappingArn").asString())
        .isEqualTo(
            "arn:aws:lambda:us-east-1:000000000000:event-source-mapping:"
                + json.path("UUID").asString());
  }

  @Test
  void a_stream_has_the_defaults_of_aws() {
    CreateEventSourceMappingResponse made =
        create(b -> b.eventSourceArn(KINESIS + "plain").startingPosition("TRIM_HORIZON"));
    assertThat(made.batchSize()).isEqualTo(100);
    assertThat(made.maximumBatchingWindowInSeconds()).isZero();
    assertThat(made.parallelizationFactor()).isEqualTo(1);
    assertThat(made.tumblingWindowInSeconds()).isZero();
    assertThat(made.maximumRetryAttempts()).isEqualTo(-1);
    assertThat(made.maximumRecordAgeInSeconds()).isEqualTo(-1);
    assertThat(made.bisectBatchOnFunctionError()).isFalse();
    assertThat(made.destinationConfig().onFailure().destination()).isNull();
    assertThat(made.lastProcessingResult()).isEqualTo("No records processed");
    assertThat(made.stateTransitionReason()).isEqualTo("User action");
    assertThat(made.startingPosition()).isEqualTo(EventSourcePosition.TRIM_HORIZON);
  }

  @Test
  void a_cluster_of_ones_own_is_shown_as_it_was_given() {
    CreateEventSourceMappingResponse made =
        create(b ->
            b.topics("orders")
                .selfManagedEventSource(s ->
                    s.endpoints(
                        Map.of(
                            EndPointType.KAFKA_BOOTSTRAP_SERVERS, List.of("one:1000", "two:2000"))))
                .sourceAccessConfigurations(access(SourceAccessType.SASL_SCRAM_512_AUTH)));
    assertThat(made.batchSize()).isEqualTo(100);
    assertThat(made.startingPosition()).isEqualTo(EventSourcePosition.TRIM_HORIZON);
    assertThat(made.selfManagedKafkaEventSourceConfig().consumerGroupId()).isEqualTo(made.uuid());
    assertThat(made.hasFunctionResponseTypes()).isFalse();
    assertThat(made.maximumBatchingWindowInSeconds()).isNull();
    assertThat(made.sourceAccessConfigurations().getFirst().uri()).isEqualTo(SECRET);
    assertThat(made.selfManagedEventSource().endpoints().get(EndPointType.KAFKA_BOOTSTRAP_SERVERS))
        .containsExactly("one:1000", "two:2000");
    assertThatThrownBy(() ->
            create(b ->
                b.topics("orders")
                    .selfManagedEventSource(s ->
                        s.endpoints(
                            Map.of(
                                EndPointType.KAFKA_BOOTSTRAP_SERVERS,
                                List.of("one:1000", "two:2000"))))
                    .sourceAccessConfigurations(List.of())))
        .isInstanceOf(ResourceConflictException.class)
        .hasMessageContaining(
            "An event source mapping with event source (\"one:1000,two:2000\"), function"
                + " (\"arn:aws:lambda:us-east-1:000000000000:function:sink\"), topics (\"orders\")"
                + " already exists. Please update or delete the existing mapping with UUID "
                + made.uuid());
  }

  @Test
  void networks_of_a_cluster_are_kept_and_shown_and_need_no_encryption() {
    List<SourceAccessConfiguration> given =
        List.of(
            network(SourceAccessType.VPC_SUBNET, "subnet:subnet-1"),
            network(SourceAccessType.VPC_SUBNET, "subnet:subnet-2"),
            network(SourceAccessType.VPC_SECURITY_GROUP, "security_group:sg-1"));
    CreateEventSourceMappingResponse made =
        create(b ->
            b.topics("inside")
                .selfManagedEventSource(s ->
                    s.endpoints(
                        Map.of(EndPointType.KAFKA_BOOTSTRAP_SERVERS, List.of("inside:1000"))))
                .sourceAccessConfigurations(given));
    assertThat(made.sourceAccessConfigurations()).containsExactlyElementsOf(given);
    SourceAccessConfiguration login = access(SourceAccessType.SASL_SCRAM_256_AUTH);
    SourceAccessConfiguration other = network(SourceAccessType.VPC_SUBNET, "subnet:subnet-3");
    assertThat(
            lambda
                .updateEventSourceMapping(
                    b -> b.uuid(made.uuid()).sourceAccessConfigurations(login, other))
                .sourceAccessConfigurations())
        .containsExactlyInAnyOrder(login, other);
    assertThat(
            lambda
                .updateEventSourceMapping(
                    b -> b.uuid(made.uuid()).sourceAccessConfigurations(List.of()))
                .sourceAccessConfigurations())
        .isEmpty();
  }

  private static SourceAccessConfiguration network(SourceAccessType type, String uri) {
    return SourceAccessConfiguration.builder().type(type).uri(uri).build();
  }

  @Test
  void functions_that_read_from_brokers_take_no_longer_than_fourteen_minutes() {
    Packages.create(lambda, "quick", Packages.ECHO);
    lambda.updateFunctionConfiguration(b -> b.functionName("quick").timeout(841));
    String refusal = "Function timeout: 841 seconds is more than the 840 seconds";
    Consumer<CreateEventSourceMappingRequest.Builder> mapping =
        b ->
            b.functionName("quick")
                .topics("slow")
                .selfManagedEventSource(s ->
                    s.endpoints(Map.of(EndPointType.KAFKA_BOOTSTRAP_SERVERS, List.of("one:1000"))))
                .sourceAccessConfigurations(access(SourceAccessType.SASL_SCRAM_512_AUTH));
    assertThatThrownBy(() -> create(mapping))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining(refusal);
    awaitUpdated("quick");
    lambda.updateFunctionConfiguration(b -> b.functionName("quick").timeout(840));
    create(mapping);
    awaitUpdated("quick");
    assertThatThrownBy(
            () -> lambda.updateFunctionConfiguration(b -> b.functionName("quick").timeout(841)))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining(refusal);
    lambda.updateFunctionConfiguration(b -> b.functionName("quick").description("still"));
  }

  private static void awaitUpdated(String function) {
    try (var waiter = lambda.waiter()) {
      waiter.waitUntilFunctionUpdatedV2(b -> b.functionName(function));
    }
  }

  @Test
  void managed_brokers_are_connections_of_the_settings() {
    String msk = "arn:aws:kafka:us-east-1:000000000000:cluster/brokers/abc-1";
    CreateEventSourceMappingResponse kafka =
        create(b -> b.eventSourceArn(msk).topics("orders").startingPosition("LATEST"));
    assertThat(kafka.eventSourceArn()).isEqualTo(msk);
    assertThat(kafka.amazonManagedKafkaEventSourceConfig().consumerGroupId())
        .isEqualTo(kafka.uuid());
    String mq = "arn:aws:mq:us-east-1:000000000000:broker:rabbit:b-1";
    CreateEventSourceMappingResponse rabbit =
        create(b ->
            b.eventSourceArn(mq)
                .queues("orders")
                .sourceAccessConfigurations(access(SourceAccessType.BASIC_AUTH)));
    assertThat(rabbit.eventSourceArn()).isEqualTo(mq);
    assertThat(rabbit.queues()).containsExactly("orders");
    assertThat(rabbit.batchSize()).isEqualTo(100);
    assertThatThrownBy(
            () -> create(b -> b.eventSourceArn(mq.replace("rabbit", "nobody")).queues("orders")))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("is not configured as tripline.connections.nobody");
  }

  @Test
  void a_second_mapping_of_the_same_source_and_function_is_a_conflict() {
    String uuid = create(b -> b.eventSourceArn(SQS + "twice")).uuid();
    assertThatThrownBy(() -> create(b -> b.eventSourceArn(SQS + "twice")))
        .isInstanceOf(ResourceConflictException.class)
        .hasMessageContaining(
            "An event source mapping with SQS arn (\" %stwice \") and function (\" sink \") already"
                    .formatted(SQS)
                + " exists. Please update or delete the existing mapping with UUID "
                + uuid);
    String stream =
        create(b -> b.eventSourceArn(KINESIS + "twice").startingPosition("LATEST")).uuid();
    assertThatThrownBy(
            () -> create(b -> b.eventSourceArn(KINESIS + "twice").startingPosition("LATEST")))
        .hasMessageContaining(
            "The event source arn (\" %stwice \") and function (\" sink \") provided mapping already"
                    .formatted(KINESIS)
                + " exists. Please update or delete the existing mapping with UUID "
                + stream);
    lambda.createEventSourceMapping(
        b -> b.functionName("other").enabled(false).eventSourceArn(SQS + "twice"));
  }

  @Test
  void an_update_changes_what_it_names_and_takes_away_what_it_empties() {
    String uuid =
        create(b ->
                b.eventSourceArn(KINESIS + "update")
                    .startingPosition("LATEST")
                    .maximumRetryAttempts(3)
                    .functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
                    .destinationConfig(d -> d.onFailure(f -> f.destination(SQS + "dead")))
                    .filterCriteria(
                        f -> f.filters(Filter.builder().pattern("{\"data\":{\"n\":[1]}}").build())))
            .uuid();
    var changed =
        lambda.updateEventSourceMapping(b ->
            b.uuid(uuid)
                .batchSize(7)
                .functionName("other")
                .functionResponseTypes(List.of())
                .destinationConfig(d -> d.onFailure(f -> f.destination("")))
                .filterCriteria(f -> f.filters(List.of())));
    assertThat(changed.state()).isEqualTo("Updating");
    assertThat(changed.batchSize()).isEqualTo(7);
    assertThat(changed.maximumRetryAttempts()).isEqualTo(3);
    assertThat(changed.functionArn()).endsWith(":function:other");
    assertThat(changed.functionResponseTypes()).isEmpty();
    assertThat(changed.destinationConfig().onFailure().destination()).isNull();
    assertThat(changed.filterCriteria()).isNull();
    assertThatThrownBy(
            () -> lambda.updateEventSourceMapping(b -> b.uuid(uuid).functionName("nobody")))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("Function does not exist");
    assertThatThrownBy(() ->
            lambda.updateEventSourceMapping(
                b -> b.uuid(uuid).scalingConfig(s -> s.maximumConcurrency(2))))
        .hasMessageContaining("Unsupported ScalingConfig parameter");
  }

  @Test
  void a_mapping_and_a_trigger_are_one() throws Exception {
    String uuid = create(b -> b.eventSourceArn(SQS + "one")).uuid();
    JsonNode trigger = JsonMapper.shared().readTree(send("GET", "/v1/triggers/" + uuid, "").body());
    assertThat(trigger.path("id").asString()).isEqualTo(uuid);
    assertThat(trigger.path("paused").asBoolean()).isTrue();
    assertThat(trigger.path("source").path("queueArn").asString()).isEqualTo(SQS + "one");
    send("PATCH", "/v1/triggers/" + uuid, "{'source':{'batchSize':3}}");
    assertThat(lambda.getEventSourceMapping(b -> b.uuid(uuid)).batchSize()).isEqualTo(3);

    String body =
        send(
                "POST",
                "/v1/triggers",
                "{'name':'plain','function':'sink','paused':true,'source':"
                    + "{'kind':'sqs','queueUrl':'http://127.0.0.1:1/000000000000/url'}}")
            .body();
    String id = JsonMapper.shared().readTree(body).path("id").asString();
    GetEventSourceMappingResponse shown = lambda.getEventSourceMapping(b -> b.uuid(id));
    assertThat(shown.eventSourceArn()).isEqualTo(SQS + "url");
    assertThat(shown.state()).isEqualTo("Disabled");
  }

  @Test
  void mappings_are_listed_by_function_and_source_page_by_page() {
    create(b -> b.eventSourceArn(SQS + "listed-1"));
    create(b -> b.eventSourceArn(SQS + "listed-2"));
    assertThat(
            lambda
                .listEventSourceMappings(b -> b.eventSourceArn(SQS + "listed-1"))
                .eventSourceMappings())
        .singleElement()
        .extracting(EventSourceMappingConfiguration::eventSourceArn)
        .isEqualTo(SQS + "listed-1");
    List<String> all =
        lambda.listEventSourceMappingsPaginator(b -> b.functionName("sink").maxItems(1)).stream()
            .flatMap(page -> page.eventSourceMappings().stream())
            .map(EventSourceMappingConfiguration::eventSourceArn)
            .toList();
    assertThat(all).contains(SQS + "listed-1", SQS + "listed-2").doesNotHaveDuplicates();
  }

  @Test
  void tags_of_a_mapping_come_and_go() {
    String arn =
        create(b -> b.eventSourceArn(SQS + "tagged").tags(Map.of("team", "shop")))
            .eventSourceMappingArn();
    lambda.tagResource(b -> b.resource(arn).tags(Map.of("stage", "test")));
    lambda.untagResource(b -> b.resource(arn).tagKeys("team"));
    assertThat(lambda.listTags(b -> b.resource(arn)).tags()).isEqualTo(Map.of("stage", "test"));
    String gone = arn.substring(0, arn.length() - 12) + "000000000000";
    assertThatThrownBy(() -> lambda.listTags(b -> b.resource(gone)))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Event source mapping not found: " + gone);
  }

  @Test
  void a_deleted_mapping_is_gone() {
    String uuid = create(b -> b.eventSourceArn(SQS + "deleted")).uuid();
    assertThat(lambda.deleteEventSourceMapping(b -> b.uuid(uuid)).state()).isEqualTo("Deleting");
    assertThatThrownBy(() -> lambda.getEventSourceMapping(b -> b.uuid(uuid)))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("The resource you requested does not exist.");
  }
}
