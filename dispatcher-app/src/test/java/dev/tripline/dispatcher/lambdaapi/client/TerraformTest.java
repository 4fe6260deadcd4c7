package dev.tripline.dispatcher.lambdaapi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.SqsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
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
        GuardedDispatcher dispatcher =
            GuardedDispatcher.start(
                data,
                "--tripline.aws.endpoints.sqs=" + sqs.endpoint(),
                "--tripline.aws.access-key-id=" + LocalAws.ACCESS_KEY,
                "--tripline.aws.secret-access-key=file:" + key)) {
      sqs.client().createQueue(b -> b.queueName("orders"));
      GuardedDispatcher.Key admin = dispatcher.key("terraform", "admin");
      ClientProgram client =
          ClientProgram.of(module, dispatcher.endpoint(), admin)
              .with("TF_CLI_CONFIG_FILE", module.resolve("cli.tfrc").toString())
              .with("CHECKPOINT_DISABLE", "1");
      Terraform run = new Terraform(client, terraform, sqs.endpoint());
      walk(run, dispatcher, admin);
      ClientProgram.requireNoRetries(dispatcher);
    }
  }

  private static void walk(Terraform run, GuardedDispatcher dispatcher, GuardedDispatcher.Key admin)
      throws Exception {
    try (LambdaClient lambda = dispatcher.lambda(admin);
        EventBridgeClient bus = bus(dispatcher, admin)) {

      run.require(0, "init", "-input=false");
      run.require(0, "apply", "-auto-approve", "-input=false", "one", "0");
      run.require(0, "plan", "-detailed-exitcode", "-input=false", "one", "0");
      assertThat(Packages.invoke(lambda, "greeter:live", "{}").payload().asUtf8String())
          .isEqualTo("\"one\"");
      assertThat(atUrl(lambda)).isEqualTo("one");
      assertThat(events(bus)).contains("orders", "says one", "nightly", "cron(0 3 * * ? *)");

      run.require(2, "plan", "-detailed-exitcode", "-input=false", "two", "1");
      run.require(0, "apply", "-auto-approve", "-input=false", "two", "1");
      run.require(0, "plan", "-detailed-exitcode", "-input=false", "two", "1");
      assertThat(Packages.invoke(lambda, "greeter:live", "{}").payload().asUtf8String())
          .isEqualTo("\"two\"");
      assertThat(atUrl(lambda)).isEqualTo("two");
      assertThat(events(bus)).contains("says two", "cron(1 3 * * ? *)", "DISABLED");
      assertThat(lambda.getAlias(b -> b.functionName("greeter").name("live")).functionVersion())
          .isEqualTo("2");
      assertThat(
              lambda
                  .getProvisionedConcurrencyConfig(b -> b.functionName("greeter").qualifier("live"))
                  .availableProvisionedConcurrentExecutions())
          .isEqualTo(2);

      run.require(0, "destroy", "-auto-approve", "-input=false", "two", "1");
      assertThat(lambda.listFunctions().functions()).isEmpty();
      assertThat(lambda.listLayers(b -> {}).layers()).isEmpty();
      assertThat(bus.listEventBuses(b -> {}).eventBuses()).hasSize(1);
      assertThat(bus.listRules(b -> {}).rules()).isEmpty();
    }
  }

  /// The rules of both buses, as the API lists them.
  private static String events(EventBridgeClient bus) {
    return Stream.of("default", "shop")
        .map(name -> bus.listRules(b -> b.eventBusName(name)).toString())
        .collect(Collectors.joining());
  }

  private static EventBridgeClient bus(GuardedDispatcher dispatcher, GuardedDispatcher.Key key) {
    return EventBridgeClient.builder()
        .endpointOverride(dispatcher.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())))
        .httpClient(Apache5HttpClient.create())
        .build();
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
  private record Terraform(ClientProgram client, Path program, URI sqs) {

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
                "-var=endpoint=" + client.environment().get("ENDPOINT"),
                "-var=sqs=" + sqs,
                "-var=queue=" + SqsServer.queueArn("orders"),
                "-var=answer=" + words[words.length - 2],
                "-var=retries=" + words[words.length - 1]));
      }
      client.run(status, command);
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
