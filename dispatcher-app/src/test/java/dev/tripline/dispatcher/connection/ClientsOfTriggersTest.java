package dev.tripline.dispatcher.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.SqsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Triggers that come and go, each with an endpoint of its own.
class ClientsOfTriggersTest {
  @TempDir Path directory;

  @Test
  void nothing_is_left_of_triggers_that_are_gone() throws Exception {
    Files.writeString(directory.resolve("secret"), LocalAws.SECRET_KEY);
    try (SqsServer server = SqsServer.start();
        RunningDispatcher dispatcher =
            RunningDispatcher.start(
                directory.resolve("data"),
                "--tripline.endpoints.allow=127.0.0.1",
                "--tripline.sources.allow=127.0.0.1",
                "--tripline.secrets.allowed-directories=" + directory,
                "--tripline.sqs.longest-poll=1s")) {
      server.client().createQueue(request -> request.queueName("orders"));
      dispatcher.send(
          "POST", "/v1/functions", "{\"name\":\"sink\",\"url\":\"http://127.0.0.1:1/\"}");
      String url = server.endpoint() + "/000000000000/orders";
      trigger(dispatcher, "{\"kind\":\"sqs\",\"queueUrl\":\"%s\"}".formatted(url));
      TriggerApp.await(() -> state(dispatcher).contains("Enabled"), "the queue is read");
      assertThat(dispatcher.bean(AwsClients.class).open()).isEqualTo(1);
      delete(dispatcher);
      for (int port = 1; port <= 2; port++) {
        String endpoint = "\"endpoint\":\"http://127.0.0.1:" + port + "\"";
        trigger(
            dispatcher,
            "{\"kind\":\"sqs\",\"queueUrl\":\"http://127.0.0.1:" + port + "/000000000000/q\"}");
        delete(dispatcher);
        trigger(
            dispatcher,
            "{\"kind\":\"kinesis\",\"streamArn\":\"arn:aws:kinesis:us-east-1:000000000000:stream/s\",%s}"
                .formatted(endpoint));
        delete(dispatcher);
        trigger(
            dispatcher,
            ("{\"kind\":\"dynamodb\",\"streamArn\":\"arn:aws:dynamodb:us-east-1:000000000000:table/t"
                 + "/stream/2026-01-01T00:00:00.000\",%s}")
                .formatted(endpoint));
        delete(dispatcher);
      }
      TriggerApp.await(
          () -> dispatcher.bean(AwsClients.class).open() == 0, "clients end with their triggers");
    }
  }

  private void trigger(RunningDispatcher dispatcher, String source) throws Exception {
    String withKey =
        source.substring(0, source.length() - 1)
            + ",\"accessKeyId\":\"%s\",\"secretAccessKey\":\"file:%s\"}"
                .formatted(LocalAws.ACCESS_KEY, directory.resolve("secret"));
    String body = "{\"name\":\"one\",\"function\":\"sink\",\"source\":" + withKey + "}";
    assertThat(dispatcher.send("POST", "/v1/triggers", body).body()).contains("\"one\"");
  }

  private static void delete(RunningDispatcher dispatcher) throws Exception {
    assertThat(dispatcher.send("DELETE", "/v1/triggers/one", "").statusCode()).isEqualTo(204);
  }

  private static String state(RunningDispatcher dispatcher) {
    try {
      return dispatcher.send("GET", "/v1/triggers/one", "").body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
