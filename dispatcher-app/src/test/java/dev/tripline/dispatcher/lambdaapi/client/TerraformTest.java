package dev.tripline.dispatcher.lambdaapi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.SqsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;

/// Terraform's own AWS provider makes, changes, compares and destroys what functions are made of, with
/// nothing changed but the endpoint. Skipped where Terraform or the provider is not on the machine.
class TerraformTest {
  @TempDir Path data;
  @TempDir Path module;

  @Test
  void a_module_is_created_updated_planned_empty_and_destroyed() throws Exception {
    Path terraform = ClientProgram.onPath("terraform").orElse(null);
    assumeTrue(terraform != null, "Terraform is not on this machine: skipped");
    Path plugins = plugins();
    assumeTrue(plugins != null, "Terraform's AWS provider is not on this machine: skipped");
    for (String answer : List.of("one", "two")) {
      write(
          "code-" + answer,
          "index.py",
          "def handler(event, context):\n    return '" + answer + "'\n");
      write("layer-" + answer, "python/words.py", "WORD = '" + answer + "'\n");
    }
    Files.copy(ClientProgram.script("module.tf"), module.resolve("main.tf"));
    Files.writeString(
        module.resolve("cli.tfrc"),
        "provider_installation {\n  filesystem_mirror {\n    path = \"" + plugins + "\"\n  }\n}\n");
    Path key = Files.writeString(data.resolve("key"), LocalAws.SECRET_KEY);
    try (SqsServer sqs = SqsServer.start();
        RunningDispatcher dispatcher =
            RunningDispatcher.start(
                data,
                "--tripline.aws.endpoints.sqs=" + sqs.endpoint(),
                "--tripline.aws.access-key-id=" + LocalAws.ACCESS_KEY,
                "--tripline.aws.secret-access-key=file:" + key)) {
      sqs.client().createQueue(b -> b.queueName("orders"));
      LambdaClient lambda = dispatcher.lambda();
      Terraform run = new Terraform(terraform, dispatcher.endpoint() + "", sqs.endpoint() + "");

      run.require(0, "init", "-input=false");
      run.require(0, "apply", "-auto-approve", "-input=false", "one", "0");
      run.require(0, "plan", "-detailed-exitcode", "-input=false", "one", "0");
      assertThat(Packages.invoke(lambda, "greeter:live", "{}").payload().asUtf8String())
          .isEqualTo("\"one\"");
      assertThat(atUrl(lambda)).isEqualTo("one");
      assertThat(events(dispatcher)).contains("orders", "says one", "nightly", "cron(0 3 * * ? *)");

      run.require(2, "plan", "-detailed-exitcode", "-input=false", "two", "1");
      run.require(0, "apply", "-auto-approve", "-input=false", "two", "1");
      run.require(0, "plan", "-detailed-exitcode", "-input=false", "two", "1");
      assertThat(Packages.invoke(lambda, "greeter:live", "{}").payload().asUtf8String())
          .isEqualTo("\"two\"");
      assertThat(atUrl(lambda)).isEqualTo("two");
      assertThat(events(dispatcher)).contains("says two", "cron(1 3 * * ? *)", "DISABLED");
      assertThat(lambda.getAlias(b -> b.functionName("greeter").name("live")).functionVersion())
          .isEqualTo("2");

      run.require(0, "destroy", "-auto-approve", "-input=false", "two", "1");
      assertThat(lambda.listFunctions().functions()).isEmpty();
      assertThat(lambda.listLayers(b -> {}).layers()).isEmpty();
      assertThat(events(dispatcher)).doesNotContain("orders", "nightly");
      ClientProgram.requireNoRetries(dispatcher);
    }
  }

  /// The rules of both buses, as the API lists them.
  private static String events(RunningDispatcher dispatcher)
      throws IOException, InterruptedException {
    StringBuilder all = new StringBuilder();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String bus : List.of("default", "shop")) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(dispatcher.endpoint() + "/"))
                .header("X-Amz-Target", "AWSEvents.ListRules")
                .header("Content-Type", "application/x-amz-json-1.1")
                .POST(HttpRequest.BodyPublishers.ofString("{\"EventBusName\":\"" + bus + "\"}"))
                .build();
        all.append(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      }
    }
    return all.toString();
  }

  private static String atUrl(LambdaClient lambda) throws IOException, InterruptedException {
    String url =
        lambda.getFunctionUrlConfig(b -> b.functionName("greeter").qualifier("live")).functionUrl();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private void write(String name, String file, String code) throws IOException {
    Files.write(module.resolve(name + ".zip"), Packages.zip(Map.of(file, code)));
  }

  /// Terraform in the module's directory.
  private final class Terraform {
    private final Path program;
    private final String endpoint;
    private final String sqs;

    Terraform(Path program, String endpoint, String sqs) {
      this.program = program;
      this.endpoint = endpoint;
      this.sqs = sqs;
    }

    /// @param words the command; the answer and the retries come last, if it takes variables
    void require(int status, String... words) throws Exception {
      List<String> command = new ArrayList<>(List.of(program.toString()));
      if (words.length == 2) {
        command.addAll(List.of(words));
      } else {
        command.addAll(List.of(words).subList(0, words.length - 2));
        command.addAll(
            List.of(
                "-no-color",
                "-var=endpoint=" + endpoint,
                "-var=sqs=" + sqs,
                "-var=queue=" + SqsServer.queueArn("orders"),
                "-var=answer=" + words[words.length - 2],
                "-var=retries=" + words[words.length - 1]));
      }
      Path output = module.resolve("output.txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(module.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("TF_CLI_CONFIG_FILE", module.resolve("cli.tfrc").toString());
      builder.environment().put("CHECKPOINT_DISABLE", "1");
      builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
      int ended = builder.start().waitFor();
      assertThat(ended)
          .as("%s\n%s", command, Files.readString(output, StandardCharsets.UTF_8))
          .isEqualTo(status);
    }
  }

  /// A directory of plugins with the AWS provider: one of Terraform's own places, or one below /opt.
  private static @Nullable Path plugins() {
    List<Path> places = new ArrayList<>();
    places.add(Path.of(System.getProperty("user.home"), ".terraform.d", "plugins"));
    places.add(Path.of("/usr/local/share/terraform/plugins"));
    places.add(Path.of("/usr/share/terraform/plugins"));
    Path optional = Path.of("/opt");
    if (Files.isDirectory(optional)) {
      try (Stream<Path> found = Files.list(optional)) {
        found.forEach(places::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return places.stream()
        .filter(place ->
            Files.isDirectory(place.resolve("registry.terraform.io").resolve("hashicorp/aws")))
        .findFirst()
        .orElse(null);
  }
}
