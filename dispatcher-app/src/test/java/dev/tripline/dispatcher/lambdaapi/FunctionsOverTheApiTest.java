package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.RecursiveInvocationException;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/// The Lambda API through AWS's own client, with nothing changed but the endpoint.
class FunctionsOverTheApiTest {
  @TempDir static Path data;
  private static RunningDispatcher dispatcher;
  private static LambdaClient lambda;

  @BeforeAll
  static void start() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    dispatcher = RunningDispatcher.start(data);
    lambda = dispatcher.lambda();
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
  }

  @Test
  void a_created_function_is_pending_and_becomes_active() {
    var created = lambda.createFunction(Packages.request("create", Packages.ECHO).build());

    assertThat(created.state()).isEqualTo(State.PENDING);
    assertThat(created.lastUpdateStatus()).isNull();
    Packages.awaitActive(lambda, "create");
    FunctionConfiguration active =
        lambda.getFunction(b -> b.functionName("create")).configuration();
    assertThat(active.state()).isEqualTo(State.ACTIVE);
    assertThat(active.lastUpdateStatus()).isEqualTo(LastUpdateStatus.SUCCESSFUL);
    assertThat(active.revisionId()).isNotEqualTo(created.revisionId());
  }

  @Test
  void a_call_is_answered_by_the_function() {
    Packages.create(lambda, "echo", Packages.ECHO);

    InvokeResponse answer = Packages.invoke(lambda, "echo", "{\"a\": \"ä\"}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.executedVersion()).isEqualTo("$LATEST");
    assertThat(answer.payload().asUtf8String()).contains("\"a\"");
    assertThat(answer.functionError()).isNull();
  }

  @Test
  void a_failing_function_is_a_success_of_http_with_its_error_inside() {
    Packages.create(lambda, "fails", "def handler(event, context):\n    raise ValueError('no')\n");

    InvokeResponse answer =
        lambda.invoke(b ->
            b.functionName("fails").logType(LogType.TAIL).payload(SdkBytes.fromUtf8String("{}")));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.functionError()).isEqualTo("Unhandled");
    assertThat(answer.payload().asUtf8String()).contains("\"errorType\"", "ValueError", "no");
    assertThat(answer.logResult()).isNotBlank();
  }

  @Test
  void an_event_is_accepted_and_a_dry_run_runs_nothing() {
    Packages.create(lambda, "event", Packages.ECHO);

    assertThat(status("event", InvocationType.EVENT)).isEqualTo(202);
    assertThat(status("event", InvocationType.DRY_RUN)).isEqualTo(204);
  }

  @Test
  void an_unknown_function_is_not_found() {
    assertThatThrownBy(() -> Packages.invoke(lambda, "nobody", "{}"))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining(":function:nobody:$LATEST");
  }

  @Test
  void a_payload_that_is_no_json_is_refused() {
    Packages.create(lambda, "json", Packages.ECHO);

    for (String payload : new String[] {"{", "{} {}", "nothing", "\"open"}) {
      LambdaException e =
          catchThrowableOfType(
              LambdaException.class, () -> Packages.invoke(lambda, "json", payload));
      assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidRequestContentException");
      assertThat(e.getMessage()).startsWith("Could not parse request body into json:");
    }
  }

  @Test
  void payloads_over_the_limits_are_refused() {
    Packages.create(lambda, "large", Packages.ECHO);
    String sixMegabytes = "\"" + "x".repeat(6_291_456) + "\"";
    String oneMegabyte = "\"" + "x".repeat(1_048_576) + "\"";

    LambdaException e =
        catchThrowableOfType(
            LambdaException.class, () -> Packages.invoke(lambda, "large", sixMegabytes));
    assertThat(e.statusCode()).isEqualTo(413);
    assertThatThrownBy(() ->
            lambda.invoke(b ->
                b.functionName("large")
                    .invocationType(InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String(oneMegabyte))))
        .isInstanceOf(RequestTooLargeException.class);
  }

  @Test
  void packages_that_are_unsound_are_refused_at_once() {
    refused(b -> b.code(c -> c.zipFile(SdkBytes.fromUtf8String("no zip"))), "Could not unzip");
    byte[] slip = Packages.zip(Map.of("../../out.py", "x"));
    refused(b -> b.code(c -> c.zipFile(SdkBytes.fromByteArray(slip))), "Could not unzip");
  }

  @Test
  void settings_that_cannot_act_are_refused() {
    refused(b -> b.vpcConfig(v -> v.subnetIds("subnet-1")), "must coexist or be both empty list");
    refused(
        b -> b.vpcConfig(v -> v.subnetIds("subnet-1").securityGroupIds("sg-1")),
        "The subnet ID 'subnet-1' does not exist");
    refused(
        b -> b.snapStart(s -> s.applyOn("PublishedVersions")),
        "is not supported for SnapStart enabled functions");
    refused(
        b -> b.deadLetterConfig(d -> d.targetArn("arn:aws:sqs:us-east-1:000000000000:q.fifo")),
        "is invalid");
    refused(b -> b.runtime("ruby3.4"), "not offered");
    refused(b -> b.timeout(901), "less than or equal to 900");
    refused(
        b -> b.environment(e -> e.variables(Map.of("AB", "a\0b"))), "variable AB contains a NUL");
    refused(b -> b.handler("m.h\0"), "handler contains a NUL");
  }

  @Test
  void every_violated_member_is_named() {
    assertThatThrownBy(() ->
            lambda.createFunction(
                Packages.request("bad!name", Packages.ECHO).memorySize(1).build()))
        .hasMessageContaining("2 validation errors detected")
        .hasMessageContaining("'functionName'")
        .hasMessageContaining("'memorySize'");
  }

  @Test
  void an_update_needs_the_revision_that_it_names() {
    Packages.create(lambda, "revision", Packages.ECHO);

    assertThatThrownBy(() ->
            lambda.updateFunctionConfiguration(
                b -> b.functionName("revision").revisionId("old").timeout(5)))
        .isInstanceOf(PreconditionFailedException.class);
  }

  @Test
  void versions_keep_their_code_and_an_alias_shares_calls_between_them() {
    Packages.create(lambda, "routed", "def handler(event, context):\n    return 1\n");
    lambda.publishVersion(b -> b.functionName("routed"));
    lambda.updateFunctionCode(b ->
        b.functionName("routed")
            .zipFile(Packages.python("def handler(event, context):\n    return 2\n")));
    Packages.awaitUpdated(lambda, "routed");
    lambda.publishVersion(b -> b.functionName("routed"));
    lambda.createAlias(b ->
        b.functionName("routed")
            .name("live")
            .functionVersion("1")
            .routingConfig(r -> r.additionalVersionWeights(Map.of("2", 0.5))));

    Set<String> versions = new HashSet<>();
    for (int i = 0; i < 100 && versions.size() < 2; i++) {
      InvokeResponse answer = Packages.invoke(lambda, "routed:live", "{}");
      assertThat(answer.payload().asUtf8String()).isEqualTo(answer.executedVersion());
      versions.add(answer.executedVersion());
    }
    assertThat(versions).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void a_reserved_concurrency_of_zero_switches_a_function_off() {
    Packages.create(lambda, "off", Packages.ECHO);
    lambda.putFunctionConcurrency(b -> b.functionName("off").reservedConcurrentExecutions(0));

    TooManyRequestsException e =
        catchThrowableOfType(
            TooManyRequestsException.class, () -> Packages.invoke(lambda, "off", "{}"));
    assertThat(e.reasonAsString()).isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded");

    lambda.deleteFunctionConcurrency(b -> b.functionName("off"));
    assertThat(Packages.invoke(lambda, "off", "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void a_deleted_function_is_gone_and_its_name_free() {
    Packages.create(lambda, "gone", Packages.ECHO);
    assertThatThrownBy(() -> lambda.createFunction(Packages.request("gone", Packages.ECHO).build()))
        .isInstanceOf(ResourceConflictException.class);

    lambda.deleteFunction(b -> b.functionName("gone"));

    assertThatThrownBy(() -> Packages.invoke(lambda, "gone", "{}"))
        .isInstanceOf(ResourceNotFoundException.class);
    Packages.create(lambda, "gone", Packages.ECHO);
  }

  @Test
  void json_logs_and_their_level_act() {
    String code =
        """
        import logging
        def handler(event, context):
            logging.getLogger().info("quiet")
            logging.getLogger().error("loud")
        """;
    lambda.createFunction(
        Packages.request("logs", code)
            .loggingConfig(l -> l.logFormat("JSON").applicationLogLevel("ERROR"))
            .build());
    Packages.awaitActive(lambda, "logs");

    InvokeResponse answer = lambda.invoke(b -> b.functionName("logs").logType(LogType.TAIL));

    String log = SdkBytes.fromByteArray(decoded(answer.logResult())).asUtf8String();
    assertThat(log).contains("\"message\": \"loud\"").doesNotContain("quiet");
  }

  @Test
  void the_sixteenth_follower_in_a_chain_is_stopped_unless_it_may_recurse() {
    Packages.create(lambda, "chain", Packages.ECHO);

    assertThat(followerOf(14).statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> followerOf(15)).isInstanceOf(RecursiveInvocationException.class);

    lambda.putFunctionRecursionConfig(b -> b.functionName("chain").recursiveLoop("Allow"));
    assertThat(followerOf(15).statusCode()).isEqualTo(200);
  }

  @Test
  void a_running_invocation_survives_an_update() throws Exception {
    String slow =
        "import time\ndef handler(event, context):\n    time.sleep(2)\n    return 'old'\n";
    lambda.createFunction(Packages.request("slow", slow).timeout(20).build());
    Packages.awaitActive(lambda, "slow");

    FutureTask<InvokeResponse> running =
        new FutureTask<>(() -> Packages.invoke(lambda, "slow", "{}"));
    Thread.ofVirtual().start(running);
    lambda.updateFunctionCode(b -> b.functionName("slow").zipFile(Packages.python(Packages.ECHO)));
    Packages.awaitUpdated(lambda, "slow");

    assertThat(Packages.invoke(lambda, "slow", "\"new\"").payload().asUtf8String())
        .isEqualTo("\"new\"");
    assertThat(running.get().payload().asUtf8String()).isIn("\"old\"", "{}");
    assertThat(running.get().functionError()).isNull();
  }

  /// A call as a function makes it that had `before` others before it.
  private static InvokeResponse followerOf(int before) {
    return lambda.invoke(b ->
        b.functionName("chain")
            .overrideConfiguration(
                o -> o.putHeader("X-Amzn-Trace-Id", "Root=1-0-0;Lineage=1:abcd:" + before)));
  }

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  private static int status(String name, InvocationType type) {
    return lambda
        .invoke(
            b -> b.functionName(name).invocationType(type).payload(SdkBytes.fromUtf8String("{}")))
        .statusCode();
  }

  private static void refused(Consumer<CreateFunctionRequest.Builder> change, String message) {
    CreateFunctionRequest.Builder request = Packages.request("refused", Packages.ECHO);
    change.accept(request);
    assertThatThrownBy(() -> lambda.createFunction(request.build()))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining(message);
  }
}
