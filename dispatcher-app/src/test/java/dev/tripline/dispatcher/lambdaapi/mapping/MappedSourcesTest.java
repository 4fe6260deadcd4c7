package dev.tripline.dispatcher.lambdaapi.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.delivery.DeliveryBench;
import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import dev.tripline.testkit.server.DynamoDbServer;
import dev.tripline.testkit.server.KinesisServer;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.SqsServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Sources are looked at when they are mapped, on real servers.
class MappedSourcesTest {
  @TempDir Path data;

  private RunningDispatcher start(String service, URI endpoint) throws Exception {
    Path key = Files.writeString(data.resolve("key"), LocalAws.SECRET_KEY);
    RunningDispatcher dispatcher =
        RunningDispatcher.start(
            data,
            "--tripline.endpoints.allow=127.0.0.1",
            "--tripline.aws.endpoints." + service + "=" + endpoint,
            "--tripline.aws.access-key-id=" + LocalAws.ACCESS_KEY,
            "--tripline.aws.secret-access-key=file:" + key);
    dispatcher.send("POST", "/v1/functions", "{\"name\":\"sink\",\"url\":\"http://127.0.0.1:1/\"}");
    return dispatcher;
  }

  private static void requireRefused(LambdaClient lambda, String arn, String message) {
    assertThatThrownBy(() ->
            lambda.createEventSourceMapping(b -> {
              b.functionName("sink").enabled(false).eventSourceArn(arn);
              if (!arn.contains(":sqs:")) {
                b.startingPosition("LATEST");
              }
            }))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageStartingWith(message + " (");
  }

  @Test
  void a_queue_must_exist_and_hide_messages_for_long_enough() throws Exception {
    try (SqsServer sqs = SqsServer.start();
        RunningDispatcher dispatcher = start("sqs", sqs.endpoint())) {
      sqs.client().createQueue(b -> b.queueName("fine"));
      sqs.client()
          .createQueue(b ->
              b.queueName("hasty").attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "5")));
      LambdaClient lambda = dispatcher.lambda();
      var made =
          lambda.createEventSourceMapping(
              b -> b.functionName("sink").eventSourceArn(SqsServer.queueArn("fine")));
      assertThat(made.state()).isEqualTo("Creating");
      DeliveryBench.await(
          () -> lambda.getEventSourceMapping(b -> b.uuid(made.uuid())).state().equals("Enabled"),
          Duration.ofSeconds(60));
      assertThat(lambda.deleteEventSourceMapping(b -> b.uuid(made.uuid())).state())
          .isEqualTo("Deleting");
      requireRefused(
          lambda,
          SqsServer.queueArn("nowhere"),
          "Error occurred while ReceiveMessage. SQS Error Code:"
              + " AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue"
              + " does not exist.");
      requireRefused(
          lambda,
          SqsServer.queueArn("hasty"),
          "Queue visibility timeout: 5 seconds is less than Function timeout: 30 seconds");
    }
  }

  @Test
  void a_fifo_queue_has_small_batches_and_no_window() throws Exception {
    try (RunningDispatcher dispatcher = start("sqs", URI.create("http://127.0.0.1:1"))) {
      LambdaClient lambda = dispatcher.lambda();
      String queue = SqsServer.queueArn("ordered.fifo");
      assertThatThrownBy(() ->
              lambda.createEventSourceMapping(b ->
                  b.functionName("sink").eventSourceArn(queue).maximumBatchingWindowInSeconds(1)))
          .isInstanceOf(InvalidParameterValueException.class)
          .hasMessageStartingWith("Batching window is not supported for FIFO queues (");
      assertThatThrownBy(() ->
              lambda.createEventSourceMapping(
                  b -> b.functionName("sink").eventSourceArn(queue).batchSize(11)))
          .isInstanceOf(InvalidParameterValueException.class)
          .hasMessageStartingWith("BatchSize must not be more than 10 for a FIFO queue (");
    }
  }

  @Test
  void a_stream_of_kinesis_must_exist() throws Exception {
    assumeTrue(
        KinesisServer.whyUnavailable().isEmpty(), () -> KinesisServer.whyUnavailable().toString());
    try (KinesisServer kinesis = KinesisServer.start();
        RunningDispatcher dispatcher = start("kinesis", kinesis.endpoint())) {
      String arn = KinesisServer.streamArn("nowhere");
      requireRefused(dispatcher.lambda(), arn, "Stream not found: " + arn);
    }
  }

  @Test
  void a_stream_of_dynamodb_must_exist() throws Exception {
    assumeTrue(
        DynamoDbServer.whyUnavailable().isEmpty(),
        () -> DynamoDbServer.whyUnavailable().toString());
    try (DynamoDbServer server = DynamoDbServer.start();
        RunningDispatcher dispatcher = start("dynamodb", server.endpoint())) {
      String arn =
          "arn:aws:dynamodb:us-east-1:000000000000:table/nowhere/stream/2026-01-31T00:00:00.000";
      requireRefused(dispatcher.lambda(), arn, "Stream not found: " + arn);
    }
  }

  @Test
  void a_stream_of_dynamodb_local_is_mapped_by_the_arn_that_it_has_there() throws Exception {
    assumeTrue(
        DynamoDbServer.whyUnavailable().isEmpty(),
        () -> DynamoDbServer.whyUnavailable().toString());
    try (DynamoDbServer server = DynamoDbServer.start();
        DynamoDbClient tables = server.client();
        RunningDispatcher dispatcher = start("dynamodb", server.endpoint())) {
      String arn = DynamoDbServer.createTable(tables, "orders", "id", StreamViewType.NEW_IMAGE);
      assertThat(arn).contains(":ddblocal:");
      String numeric = "{\"dynamodb\":{\"NewImage\":{\"n\":{\"N\":[{\"numeric\":[\">\",1]}]}}}}";
      LambdaClient lambda = dispatcher.lambda();
      var made =
          lambda.createEventSourceMapping(b ->
              b.functionName("sink")
                  .eventSourceArn(arn)
                  .startingPosition("LATEST")
                  .filterCriteria(
                      filters -> filters.filters(Filter.builder().pattern(numeric).build())));
      DeliveryBench.await(
          () -> lambda.getEventSourceMapping(b -> b.uuid(made.uuid())).state().equals("Enabled"),
          Duration.ofSeconds(60));
      assertThat(lambda.listEventSourceMappings(b -> b.eventSourceArn(arn)).eventSourceMappings())
          .hasSize(1);
    }
  }
}
