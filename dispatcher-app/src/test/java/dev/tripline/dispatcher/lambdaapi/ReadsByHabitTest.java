package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// Operations that clients call without being asked to: none of them breaks a client by a 5xx.
class ReadsByHabitTest {
  private static final String CSC =
      "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0";

  private static final String PROFILE =
      "arn:aws:signer:us-east-1:000000000000:/signing-profiles/mine/abcdefghij";

  @TempDir static Path data;
  private static RunningDispatcher dispatcher;
  private static LambdaClient lambda;

  @BeforeAll
  static void start() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    dispatcher = RunningDispatcher.start(data);
    lambda = dispatcher.lambda();
    Packages.create(lambda, "reads", Packages.ECHO);
    lambda.publishVersion(b -> b.functionName("reads"));
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/2015-03-31/functions/reads/policy | 404 | ResourceNotFoundException",
        "/2015-03-31/functions/nobody/policy | 404 | ResourceNotFoundException",
        "/2020-06-30/functions/reads/code-signing-config | 200 | {}",
        "/2020-06-30/functions/nobody/code-signing-config | 404 | ResourceNotFoundException",
        "/2020-04-22/code-signing-configs | 200 | {\"CodeSigningConfigs\":[]}",
        "/2021-10-31/functions/reads/url | 404 | ResourceNotFoundException",
        "/2021-10-31/functions/reads/urls | 200 | {\"FunctionUrlConfigs\":[]}",
        "/2021-10-31/functions/nobody/urls | 404 | ResourceNotFoundException",
        "/2019-09-30/functions/reads/provisioned-concurrency?Qualifier=1 | 404"
            + " | ProvisionedConcurrencyConfigNotFoundException",
        "/2019-09-30/functions/reads/provisioned-concurrency?List=ALL | 200"
            + " | {\"ProvisionedConcurrencyConfigs\":[]}",
        "/2021-07-20/functions/reads/runtime-management-config | 200 |"
            + " \"UpdateRuntimeOn\":\"Auto\"",
        "/2024-08-31/functions/reads/recursion-config | 200 | {\"RecursiveLoop\":\"Terminate\"}",
        "/2025-11-30/functions/reads/function-scaling-config?Qualifier=1 | 200 | \"FunctionArn\"",
        "/2025-11-30/capacity-providers | 200 | {\"CapacityProviders\":[]}",
        "/2025-12-01/functions/reads/durable-executions | 200 | {\"DurableExecutions\":[]}",
        "/2019-09-25/functions/reads/event-invoke-config/list | 200"
            + " | {\"FunctionEventInvokeConfigs\":[]}",
        "/2017-10-31/functions/reads/concurrency | 404 | UnknownOperationException",
        "/2019-09-30/functions/reads/concurrency | 200 | {}"
      })
  void reads_answer_the_state_that_aws_has_before_anything_is_made(
      String path, int status, String content) throws Exception {
    HttpResponse<String> answer = dispatcher.send("GET", path, "");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType").orElse("") + answer.body())
        .contains(content);
  }

  @Test
  void signing_configurations_are_not_found_and_there_is_none_to_take_away() {
    assertThatThrownBy(() -> lambda.getCodeSigningConfig(b -> b.codeSigningConfigArn(CSC)))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("The Lambda code signing configuration ARN can not be found.");
    assertThat(
            lambda
                .deleteFunctionCodeSigningConfig(b -> b.functionName("reads"))
                .sdkHttpResponse()
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void operations_that_are_not_offered_are_refused_once_with_the_remedy() {
    assertThatThrownBy(() ->
            lambda.createCodeSigningConfig(
                b -> b.allowedPublishers(p -> p.signingProfileVersionArns(PROFILE))))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("CreateCodeSigningConfig is not offered yet: signatures of packages");
  }

  @Test
  void operations_that_are_not_offered_hold_their_requests_to_the_model_too() {
    assertThatThrownBy(() ->
            lambda.createFunctionUrlConfig(
                b -> b.functionName("reads").authType("NONE").invokeMode("UNKNOWN")))
        .isInstanceOfSatisfying(
            LambdaException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"))
        .hasMessageContaining("Value 'UNKNOWN' at 'invokeMode' failed to satisfy constraint");
  }

  @Test
  void the_description_of_latest_makes_a_version_of_its_own() {
    Packages.create(lambda, "described", Packages.ECHO);
    lambda.publishVersion(b -> b.functionName("described").description("first"));
    assertThat(lambda.publishVersion(b -> b.functionName("described").description("again")))
        .satisfies(same -> assertThat(same.version()).isEqualTo("1"))
        .satisfies(same -> assertThat(same.description()).isEqualTo("first"));

    lambda.updateFunctionConfiguration(b -> b.functionName("described").description("latest"));
    Packages.awaitUpdated(lambda, "described");

    assertThat(lambda.publishVersion(b -> b.functionName("described").description("second")))
        .satisfies(next -> assertThat(next.version()).isEqualTo("2"))
        .satisfies(next -> assertThat(next.description()).isEqualTo("second"));
    assertThat(lambda.publishVersion(b -> b.functionName("described").description("third")))
        .satisfies(same -> assertThat(same.version()).isEqualTo("2"))
        .satisfies(same -> assertThat(same.description()).isEqualTo("second"));
  }

  @Test
  void an_alias_of_an_unknown_function_names_the_version_that_it_wanted() {
    assertThatThrownBy(() ->
            lambda.createAlias(b -> b.functionName("nobody").name("live").functionVersion("7")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Function not found: " + functionArn("nobody:7"));
  }

  @Test
  void layers_of_another_region_or_account_are_refused() {
    String elsewhere = "arn:aws:lambda:eu-west-1:000000000000:layer:tools";
    assertThatThrownBy(() -> lambda.getLayerVersion(b -> b.layerName(elsewhere).versionNumber(1L)))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Layers from 'eu-west-1' are not reachable in this region");
    assertThatThrownBy(() -> lambda.getLayerVersionByArn(b -> b.arn(elsewhere + ":1")))
        .hasMessageContaining("Layers from 'eu-west-1' are not reachable in this region");
    assertThatThrownBy(() -> lambda.listLayerVersions(b -> b.layerName(elsewhere)))
        .hasMessageContaining("Layers from 'eu-west-1' are not reachable in this region");
    assertThatThrownBy(() ->
            lambda.listLayerVersions(
                b -> b.layerName("arn:aws:lambda:us-east-1:111111111111:layer:tools")))
        .isInstanceOfSatisfying(
            LambdaException.class, e -> assertThat(e.statusCode()).isEqualTo(403));
  }

  @Test
  void filters_of_layers_are_checked() {
    assertThatThrownBy(() -> lambda.listLayers(b -> b.compatibleRuntime("pythonpinehouse")))
        .hasMessageContaining("Value 'pythonpinehouse' at 'compatibleRuntime' failed");
    assertThatThrownBy(() -> lambda.listLayers(b -> b.compatibleArchitecture("sparc")))
        .hasMessageContaining("Value 'sparc' at 'compatibleArchitecture' failed");
    assertThat(lambda.listLayers(b -> b.compatibleRuntime("python3.12")).layers()).isEmpty();
  }

  @Test
  void images_and_runtimes_that_do_not_run_here_say_what_to_do() {
    assertThatThrownBy(() ->
            lambda.createFunction(b ->
                b.functionName("image")
                    .role("arn:aws:iam::000000000000:role/r")
                    .packageType("Image")
                    .code(c -> c.imageUri("nowhere"))))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageMatching("(?s).*(It must be REGISTRY/NAME|Install bubblewrap).*");
    assertThatThrownBy(() ->
            lambda.createFunction(
                Packages.request("ruby", Packages.ECHO).runtime("ruby3.3").build()))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("Use provided.al2023 and put a file bootstrap into the package");
  }

  @Test
  void routes_of_every_operation_refuse_a_bad_label_before_anything_else() throws Exception {
    Map<String, String> paths =
        Map.of(
            "GET", "/2015-03-31/functions/no%20name/policy",
            "POST", "/2021-10-31/functions/no%20name/url",
            "PUT", "/2025-11-30/functions/no%20name/function-scaling-config",
            "DELETE", "/2019-09-30/functions/no%20name/provisioned-concurrency?Qualifier=1");
    for (Map.Entry<String, String> path : paths.entrySet()) {
      HttpResponse<String> answer = dispatcher.send(path.getKey(), path.getValue(), "{}");
      assertThat(answer.statusCode()).as(path.getValue()).isEqualTo(400);
      assertThat(answer.body()).contains("Value 'no name' at 'functionName' failed");
    }
  }

  private static String functionArn(String name) {
    return "arn:aws:lambda:us-east-1:000000000000:function:" + name;
  }
}
