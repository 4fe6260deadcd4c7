package dev.tripline.dispatcher.lambdaapi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.handlers.HandlerLibraries;
import dev.tripline.dispatcher.lambdaapi.Packages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// Each client takes a function through its life: it is made, called, changed, published, named by an
/// alias, called at a URL and deleted, with signatures that are checked and nothing tried twice.
class ClientsTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String CODE =
      """
      def handler(event, context):
          if event == "fail":
              raise ValueError("asked to fail")
          return ["%s", context.function_version, event]
      """;

  @TempDir static Path data;
  private static GuardedDispatcher dispatcher;
  private static GuardedDispatcher.Key operator;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data);
    operator = dispatcher.key("operator", "operator");
  }

  @AfterAll
  static void stop() {
    try {
      ClientProgram.requireNoRetries(dispatcher);
    } finally {
      dispatcher.close();
    }
  }

  @Test
  void the_aws_cli() throws Exception {
    for (String program : List.of("aws", "bash", "curl")) {
      assumeTrue(ClientProgram.onPath(program).isPresent(), program + " is not on this host");
    }
    assertThat(client().run("bash", ClientProgram.script("aws-cli.sh").toString()))
        .contains("walked by aws-cli");
  }

  @Test
  void boto3() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PYTHON)), "python3 is not on this host");
    assumeTrue(
        new ProcessBuilder(PYTHON, "-c", "import boto3").start().waitFor() == 0,
        "boto3 is not installed");
    assertThat(client().run(PYTHON, ClientProgram.script("boto3_walk.py").toString()))
        .contains("walked by boto3");
  }

  @Test
  void the_sdk_for_java() throws Exception {
    String name = "java";
    try (LambdaClient lambda = dispatcher.lambda(operator);
        HttpClient http = HttpClient.newHttpClient()) {
      Packages.create(lambda, name, CODE.formatted("one"));
      assertThat(answer(lambda, name)).isEqualTo("[\"one\", \"$LATEST\", 1]");

      lambda.updateFunctionConfiguration(b -> b.functionName(name).timeout(9));
      Packages.awaitUpdated(lambda, name);
      lambda.updateFunctionCode(
          b -> b.functionName(name).zipFile(Packages.python(CODE.formatted("two"))));
      Packages.awaitUpdated(lambda, name);
      assertThat(lambda.publishVersion(b -> b.functionName(name)).version()).isEqualTo("1");
      lambda.createAlias(b -> b.functionName(name).name("live").functionVersion("1"));
      assertThat(answer(lambda, name + ":live")).isEqualTo("[\"two\", \"1\", 1]");
      assertThat(Packages.invoke(lambda, name, "\"fail\"").functionError()).isEqualTo("Unhandled");

      String url =
          lambda
              .createFunctionUrlConfig(
                  b -> b.functionName(name).qualifier("live").authType(FunctionUrlAuthType.NONE))
              .functionUrl();
      lambda.addPermission(b ->
          b.functionName(name)
              .qualifier("live")
              .statementId("open")
              .action("lambda:InvokeFunctionUrl")
              .principal("*")
              .functionUrlAuthType(FunctionUrlAuthType.NONE));
      HttpRequest get = HttpRequest.newBuilder(URI.create(url)).build();
      assertThat(http.send(get, HttpResponse.BodyHandlers.ofString()).body())
          .startsWith("[\"two\",\"1\",");
      lambda.deleteFunctionUrlConfig(b -> b.functionName(name).qualifier("live"));
      assertThat(http.send(get, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(403);

      lambda.deleteAlias(b -> b.functionName(name).name("live"));
      lambda.deleteFunction(b -> b.functionName(name));
      assertThatThrownBy(() -> lambda.getFunction(b -> b.functionName(name)))
          .isInstanceOf(ResourceNotFoundException.class);
    }
  }

  @Test
  void the_sdk_for_javascript() throws Exception {
    Path modules = modules(HandlerLibraries.NODE_SDK);
    ClientProgram client = client().with("NODE_PATH", modules.toString());
    assertThat(client.run("node", ClientProgram.script("javascript.cjs").toString()))
        .contains("walked by the SDK for JavaScript");
  }

  /// It makes the role of the function, too, and a schedule; it has no word for function URLs.
  @Test
  void claudia() throws Exception {
    Path modules = modules(HandlerLibraries.NODE_TOOLS);
    Path endpoint =
        Files.copy(ClientProgram.script("endpoint.cjs"), directory.resolve("endpoint.cjs"));
    ClientProgram client =
        tools(modules)
            .with("NODE_OPTIONS", "--require " + endpoint)
            .with("NODE_PATH", modules + "");
    assertThat(client.run("bash", ClientProgram.script("claudia.sh").toString()))
        .contains("iam.createRole", "walked by claudia");
  }

  /// It deploys, with a schedule, and leaves the rest to others.
  @Test
  void node_lambda() throws Exception {
    ClientProgram client = tools(modules(HandlerLibraries.NODE_TOOLS));
    try (LambdaClient lambda = dispatcher.lambda(operator)) {
      for (String word : List.of("one", "two")) {
        client.run("bash", ClientProgram.script("node-lambda.sh").toString(), word);
        Packages.awaitUpdated(lambda, "node-lambda");
        assertThat(answer(lambda, "node-lambda"))
            .isEqualTo("[\"" + word + "\",\"" + word + "\",1]");
      }
      lambda.deleteFunction(b -> b.functionName("node-lambda"));
    }
  }

  /// Its modules know no function URLs. The role is made as they do it by default: with an instance
  /// profile.
  @Test
  void ansible() throws Exception {
    Path ansible = ClientProgram.onPath("ansible-playbook").orElse(null);
    assumeTrue(ansible != null, "Ansible is not on this host");
    ClientProgram client =
        client()
            .with("ANSIBLE_HOME", directory.resolve("ansible").toString())
            .with("ANSIBLE_REMOTE_TMP", directory.resolve("ansible").resolve("tmp").toString());
    // Modules run in the directory of their playbook.
    Path playbook =
        Files.copy(ClientProgram.script("ansible.yml"), directory.resolve("ansible.yml"));
    assertThat(client.run(ansible.toString(), playbook.toString())).contains("failed=0");
  }

  private static Path modules(HandlerLibraries libraries) {
    return libraries.require().resolve("nodejs").resolve("node_modules");
  }

  private ClientProgram tools(Path modules) throws IOException {
    return client()
        .with("PATH", modules.resolve(".bin") + ":" + System.getenv("PATH"))
        .with("AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE", "1");
  }

  private static String answer(LambdaClient lambda, String function) {
    return Packages.invoke(lambda, function, "1").payload().asUtf8String();
  }

  /// The keys of the operator, and two packages for Python: `one.zip` and `two.zip`.
  private ClientProgram client() throws IOException {
    for (String word : List.of("one", "two")) {
      Files.write(
          directory.resolve(word + ".zip"), Packages.zip(Map.of("index.py", CODE.formatted(word))));
    }
    return ClientProgram.of(directory, dispatcher.endpoint(), operator);
  }
}
