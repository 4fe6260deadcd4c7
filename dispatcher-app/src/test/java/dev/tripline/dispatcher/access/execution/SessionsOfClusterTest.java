package dev.tripline.dispatcher.access.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;

/// A session that one node has issued, at another.
class SessionsOfClusterTest {
  @TempDir Path data;

  @Test
  void nodes_with_the_same_key_file_accept_each_others_sessions() throws Exception {
    try (PostgresServer postgres = PostgresServer.shared()) {
      String[] store = {
        "--tripline.store.engine=postgresql",
        "--tripline.store.url=" + postgres.createDatabase("sessions"),
        "--tripline.store.username=" + postgres.user()
      };
      try (var first = GuardedDispatcher.start(data.resolve("first"), store)) {
        Path keys = Files.createDirectories(data.resolve("other/keys"));
        Files.copy(data.resolve("first/keys/secrets.json"), keys.resolve("secrets.json"));
        try (var second =
            GuardedDispatcher.join(data.resolve("other"), first.adminToken(), store)) {
          var functions = new FunctionCaller(first, first.key("operator", "operator"));
          functions.create("orders", "ordering", FunctionCaller.code("calling_function.py"));
          FunctionCaller.Told told = functions.told("orders");

          TriggerApp.await(
              () -> refusal(second, told, told.token()).equals("AccessDeniedException"),
              "the other node to know the function, whose role may do nothing");

          assertThat(refusal(second, told, told.token() + "AAAA"))
              .isEqualTo("UnrecognizedClientException");
        }
      }
    }
  }

  private static String refusal(
      GuardedDispatcher dispatcher, FunctionCaller.Told told, String token) {
    try (LambdaClient lambda =
        dispatcher.lambda(
            AwsSessionCredentials.create(told.id(), told.secret(), token), Region.US_EAST_1)) {
      lambda.listFunctions();
      return "none";
    } catch (AwsServiceException e) {
      return e.awsErrorDetails().errorCode();
    }
  }
}
