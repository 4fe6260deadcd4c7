package dev.tripline.dispatcher.access.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Functions that call the dispatcher, as an operator makes and runs them.
public record FunctionCaller(GuardedDispatcher dispatcher, GuardedDispatcher.Key operator) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  static final String ROLES = "arn:aws:iam::000000000000:role/";
  static final List<String> CREDENTIALS =
      List.of(
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_ENDPOINT_URL_LAMBDA");

  /// The text of a test's resource.
  public static String code(String resource) throws IOException {
    try (var in = FunctionCaller.class.getResourceAsStream("/" + resource)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Makes a function in Python and waits until it can run.
  public void create(String name, String role, String code)
      throws IOException, InterruptedException {
    String zip = Base64.getEncoder().encodeToString(Packages.python(code).asByteArray());
    HttpResponse<String> created =
        dispatcher.signed(
            operator,
            "POST",
            "/2015-03-31/functions",
            """
            {"FunctionName":"%s","Runtime":"python3.12","Handler":"index.handler","Timeout":60,
             "Role":"%s","Code":{"ZipFile":"%s"}}\
            """
                .formatted(name, ROLES + role, zip));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    TriggerApp.await(
        () ->
            dispatcher
                .signedQuietly(operator, "/2015-03-31/functions/" + name + "/configuration")
                .body()
                .contains("\"Active\""),
        name + " to be active");
  }

  /// The answer of a function to an event.
  public JsonNode invoke(String name, Object event) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        dispatcher.signed(
            operator,
            "POST",
            "/2015-03-31/functions/" + name + "/invocations",
            JSON.writeValueAsString(event));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("X-Amz-Function-Error")).as(answer.body()).isEmpty();
    return JSON.readTree(answer.body());
  }

  /// The variables of a function that tells them, by [#CREDENTIALS]; null for one that is not there.
  Told told(String name) throws IOException, InterruptedException {
    JsonNode values = invoke(name, Map.of("env", CREDENTIALS));
    return new Told(
        values.path(0).asString(""),
        values.path(1).asString(""),
        values.path(2).asString(""),
        values.path(3).asString(""));
  }

  /// Credentials as a function has found them; empty for what was not there.
  record Told(String id, String secret, String token, String endpoint) {}
}
