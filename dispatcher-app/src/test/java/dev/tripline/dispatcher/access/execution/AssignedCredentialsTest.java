package dev.tripline.dispatcher.access.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// Credentials that an operator gives to functions, by reference.
@ExtendWith(OutputCaptureExtension.class)
class AssignedCredentialsTest {
  @TempDir Path directory;

  @Test
  void a_functions_own_are_replaced_with_their_secret_and_taken_back(CapturedOutput output)
      throws Exception {
    try (var dispatcher = GuardedDispatcher.start(directory.resolve("data"))) {
      var functions = new FunctionCaller(dispatcher, dispatcher.key("operator", "operator"));
      functions.create("orders", "ordering", FunctionCaller.code("calling_function.py"));
      assertThat(functions.told("orders").id()).startsWith("ASIA");

      dispatcher.admin("PUT", "/v1/secrets/shop", "{\"value\":\"first-canary\"}", 201);
      String assigned = "{\"accessKeyId\":\"AKIASHOP\",\"secretAccessKey\":\"secret:shop\"}";
      assertThat(
              dispatcher
                  .admin("PATCH", "/v1/functions/orders", "{\"credentials\":" + assigned + "}", 200)
                  .path("credentials")
                  .toString())
          .isEqualTo(assigned);
      assertThat(functions.told("orders"))
          .as("in place of all three, and without an endpoint")
          .isEqualTo(new FunctionCaller.Told("AKIASHOP", "first-canary", "", ""));

      dispatcher.admin("PUT", "/v1/secrets/shop", "{\"value\":\"second-canary\"}", 200);
      TriggerApp.await(
          () -> secret(functions).equals("second-canary"), "workers with the new secret");
      dispatcher.admin("DELETE", "/v1/secrets/shop", "", 409);

      dispatcher.admin("PATCH", "/v1/functions/orders", "{\"credentials\":null}", 200);
      assertThat(functions.told("orders").id()).startsWith("ASIA");
      dispatcher.admin("DELETE", "/v1/secrets/shop", "", 204);
      assertThat(output.getAll()).doesNotContain("first-canary", "second-canary");
    }
  }

  private static String secret(FunctionCaller functions) {
    try {
      return functions.told("orders").secret();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_function_whose_credentials_are_not_there_is_not_run_and_the_reason_is_told()
      throws Exception {
    try (var dispatcher = GuardedDispatcher.start(directory.resolve("data"))) {
      var functions = new FunctionCaller(dispatcher, dispatcher.key("operator", "operator"));
      functions.create("orders", "ordering", FunctionCaller.code("calling_function.py"));
      dispatcher.admin(
          "PATCH",
          "/v1/functions/orders",
          "{\"credentials\":{\"accessKeyId\":\"AKIASHOP\",\"secretAccessKey\":\"secret:absent\"}}",
          200);
      assertThat(
              dispatcher
                  .signed(
                      functions.operator(),
                      "POST",
                      "/2015-03-31/functions/orders/invocations",
                      "{\"env\":[]}")
                  .body())
          .contains("there is no secret absent");
    }
  }

  @Test
  void a_secret_itself_a_foreign_file_and_an_endpoint_are_refused() throws Exception {
    try (var dispatcher = GuardedDispatcher.start(directory.resolve("data"))) {
      var functions = new FunctionCaller(dispatcher, dispatcher.key("operator", "operator"));
      functions.create("orders", "ordering", FunctionCaller.code("calling_function.py"));
      String[] refused = {
        "{\"accessKeyId\":\"AKIASHOP\",\"secretAccessKey\":\"canary\"}",
        "{\"accessKeyId\":\"AKIASHOP\",\"secretAccessKey\":\"file:/etc/passwd\"}",
        "{\"accessKeyId\":\"AKIASHOP\"}",
        "{\"accessKeyId\":\"-\",\"secretAccessKey\":\"secret:shop\"}"
      };
      for (String credentials : refused) {
        assertThat(
                dispatcher
                    .admin(
                        "PATCH",
                        "/v1/functions/orders",
                        "{\"credentials\":" + credentials + "}",
                        400)
                    .toString())
            .contains("credentials")
            .doesNotContain("canary");
      }
      dispatcher.admin(
          "POST",
          "/v1/functions",
          "{\"name\":\"hook\",\"url\":\"https://93.184.215.14\",\"credentials\":"
              + "{\"accessKeyId\":\"AKIASHOP\",\"secretAccessKey\":\"secret:shop\"}}",
          400);
    }
  }

  @Test
  void those_of_all_functions_are_read_from_files_and_those_of_one_go_before() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "of-all");
    try (var dispatcher =
        GuardedDispatcher.start(
            directory.resolve("data"),
            "--tripline.function-credentials.access-key-id=AKIAALL",
            "--tripline.function-credentials.secret-access-key=file:" + file,
            "--tripline.function-credentials.session-token=file:" + file)) {
      var functions = new FunctionCaller(dispatcher, dispatcher.key("operator", "operator"));
      functions.create("orders", "ordering", FunctionCaller.code("calling_function.py"));
      assertThat(functions.told("orders"))
          .isEqualTo(new FunctionCaller.Told("AKIAALL", "of-all", "of-all", ""));
      dispatcher.admin(
          "PUT",
          "/v1/secrets/shop",
          "{\"value\":\"{\\\"id\\\":\\\"AKIAONE\\\",\\\"key\\\":\\\"of-one\\\"}\"}",
          201);
      dispatcher.admin(
          "PATCH",
          "/v1/functions/orders",
          """
          {"credentials":{"accessKeyId":"secret:shop#id","secretAccessKey":"secret:shop#key"}}\
          """,
          200);
      assertThat(functions.told("orders"))
          .isEqualTo(new FunctionCaller.Told("AKIAONE", "of-one", "", ""));
      dispatcher.admin("DELETE", "/v1/functions/orders", "", 204);
      assertThat(functions.told("orders").id()).isEqualTo("AKIAALL");
    }
  }

  @Test
  void those_among_the_variables_of_all_functions_are_given_as_they_are() throws Exception {
    try (var dispatcher =
        GuardedDispatcher.start(
            directory.resolve("data"),
            "--tripline.workers.variables=AWS_ACCESS_KEY_ID=id,AWS_SECRET_ACCESS_KEY=key")) {
      var functions = new FunctionCaller(dispatcher, dispatcher.key("operator", "operator"));
      functions.create("orders", "ordering", FunctionCaller.code("calling_function.py"));
      assertThat(functions.told("orders")).isEqualTo(new FunctionCaller.Told("id", "key", "", ""));
    }
  }
}
