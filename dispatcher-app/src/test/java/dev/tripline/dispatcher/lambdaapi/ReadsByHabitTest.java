package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.lambdaapi.signing.ZipSigner;
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
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CodeSigningConfigNotFoundException;
import software.amazon.awssdk.services.lambda.model.CodeVerificationFailedException;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvalidCodeSignatureException;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// Operations that clients call without being asked to: none of them breaks a client by a 5xx.
class ReadsByHabitTest {
  private static final String CSC =
      "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0";

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
        "/2021-10-31/functions/nobody/urls | 404 | Function does not exist",
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
    assertThatThrownBy(() ->
            lambda.putFunctionCodeSigningConfig(
                b -> b.functionName("nobody").codeSigningConfigArn(CSC)))
        .isInstanceOf(CodeSigningConfigNotFoundException.class)
        .hasMessageContaining("Check that the provided configuration is not deleted: " + CSC);
  }

  @Test
  void packages_are_held_to_the_code_signing_configuration_of_their_function() throws Exception {
    ZipSigner signer = ZipSigner.create(data, "release");
    SdkBytes unsigned = Packages.python(Packages.ECHO);
    byte[] signed = signer.sign(unsigned.asByteArray());
    SdkBytes tampered =
        SdkBytes.fromByteArray(ZipSigner.changed(signed, "index.py", Packages.ECHO + "#"));
    String profile = signer.profile();
    String arn =
        lambda
            .createCodeSigningConfig(b ->
                b.allowedPublishers(p -> p.signingProfileVersionArns(profile))
                    .codeSigningPolicies(p -> p.untrustedArtifactOnDeployment("Enforce"))
                    .tags(Map.of("team", "releases")))
            .codeSigningConfig()
            .codeSigningConfigArn();
    assertThat(lambda.listTags(b -> b.resource(arn)).tags()).containsEntry("team", "releases");
    CreateFunctionRequest.Builder request =
        Packages.request("signed", Packages.ECHO).codeSigningConfigArn(arn);
    assertThatThrownBy(() -> lambda.createFunction(request.build()))
        .isInstanceOf(CodeVerificationFailedException.class);

    lambda.createFunction(request.code(c -> c.zipFile(SdkBytes.fromByteArray(signed))).build());
    Packages.awaitActive(lambda, "signed");
    assertThat(Packages.invoke(lambda, "signed", "{}").payload().asUtf8String()).isEqualTo("{}");
    assertThat(
            lambda
                .listFunctionsByCodeSigningConfig(b -> b.codeSigningConfigArn(arn))
                .functionArns())
        .containsExactly(functionArn("signed"));
    assertThatThrownBy(
            () -> lambda.updateFunctionCode(b -> b.functionName("signed").zipFile(tampered)))
        .isInstanceOf(InvalidCodeSignatureException.class);
    String layer =
        lambda
            .publishLayerVersion(b -> b.layerName("unsigned").content(c -> c.zipFile(unsigned)))
            .layerVersionArn();
    assertThatThrownBy(
            () -> lambda.updateFunctionConfiguration(b -> b.functionName("signed").layers(layer)))
        .isInstanceOf(CodeVerificationFailedException.class);
    assertThatThrownBy(() -> lambda.deleteCodeSigningConfig(b -> b.codeSigningConfigArn(arn)))
        .isInstanceOf(ResourceConflictException.class);

    lambda.updateCodeSigningConfig(b ->
        b.codeSigningConfigArn(arn)
            .codeSigningPolicies(p -> p.untrustedArtifactOnDeployment("Warn")));
    lambda.updateFunctionCode(b -> b.functionName("signed").zipFile(unsigned));
    Packages.awaitUpdated(lambda, "signed");
    lambda.deleteFunctionCodeSigningConfig(b -> b.functionName("signed"));
    lambda.deleteCodeSigningConfig(b -> b.codeSigningConfigArn(arn));
    assertThat(lambda.listCodeSigningConfigs(b -> {}).codeSigningConfigs()).isEmpty();
  }

  @Test
  void the_policy_of_a_function_is_also_one_document() throws Exception {
    Packages.create(lambda, "documented", Packages.ECHO);
    String path = "/2026-07-09/resource-policy/" + functionArn("documented").replace(":", "%3A");
    String statement =
        "{'Sid':'all','Effect':'Allow','Principal':'*','Action':'lambda:InvokeFunction','Resource':'%s'}"
            .formatted(functionArn("documented"))
            .replace("'", "\\\"");
    assertThat(dispatcher.send("GET", path, "").statusCode()).isEqualTo(404);

    HttpResponse<String> put =
        dispatcher.send("PUT", path, "{\"Policy\":\"{\\\"Statement\\\":[" + statement + "]}\"}");

    assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
    assertThat(lambda.getPolicy(b -> b.functionName("documented")).policy())
        .contains("\"Sid\":\"all\"");
    assertThat(dispatcher.send("GET", path, "").body()).isEqualTo(put.body());
    assertThat(dispatcher.send("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThatThrownBy(() -> lambda.getPolicy(b -> b.functionName("documented")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void operations_that_are_not_offered_are_refused_once_with_the_remedy() {
    assertThatThrownBy(() ->
            lambda.putFunctionScalingConfig(
                b -> b.functionName("reads").qualifier("1").functionScalingConfig(c -> {})))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("PutFunctionScalingConfig is not offered yet: set reserved or");
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
  void a_new_url_shows_the_mode_that_was_asked_for() throws Exception {
    Packages.create(lambda, "moded", Packages.ECHO);
    String body = "{\"AuthType\":\"NONE\"}";
    assertThat(dispatcher.send("POST", "/2021-10-31/functions/nobody/url", body).body())
        .contains("Function does not exist");
    assertThat(dispatcher.send("POST", "/2021-10-31/functions/moded/url", body).body())
        .doesNotContain("InvokeMode");
    assertThat(dispatcher.send("GET", "/2021-10-31/functions/moded/url", "").body())
        .contains("\"InvokeMode\":\"BUFFERED\"");
  }

  @Test
  void what_is_no_zip_is_refused_in_few_words() {
    assertThatThrownBy(() ->
            lambda.createFunction(
                Packages.request("unzipped", Packages.ECHO)
                    .code(c -> c.zipFile(SdkBytes.fromUtf8String("no zip".repeat(10))))
                    .build()))
        .isInstanceOfSatisfying(
            InvalidParameterValueException.class,
            e ->
                assertThat(e.awsErrorDetails().errorMessage())
                    .endsWith("Please check your file, then try to upload again."));
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
    assertThat(lambda.listLayers(b -> b.compatibleRuntime("python3.12")).layers())
        .noneMatch(layer -> layer.layerName().equals("tools"));
    assertThatThrownBy(() -> lambda.getLayerVersionByArn(b -> b.arn("arn:aws:lambda:tools")))
        .hasMessageContaining("regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?");
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
