package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.testkit.server.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.s3.S3Client;

/// Packages and layers: where they come from, what a function sees of them, what outlives a restart.
class PackagesOverTheApiTest {
  private static final String LAYERED =
      "import shared\ndef handler(event, context):\n    return shared.VALUE\n";

  @TempDir static Path data;
  private static S3Server store;
  private static RunningDispatcher dispatcher;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    store = S3Server.start();
    dispatcher = run();
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
      store.close();
    }
  }

  @Test
  void a_zip_without_entries_is_refused() {
    byte[] zip = Packages.zip(Map.of());
    assertThat(zip).hasSize(22);
    assertThatThrownBy(() ->
            lambda()
                .createFunction(
                    Packages.request("hollow", Packages.ECHO)
                        .code(c -> c.zipFile(SdkBytes.fromByteArray(zip)))
                        .build()))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("Uploaded file must be a non-empty zip");
  }

  @Test
  void a_client_context_that_is_none_is_refused() {
    Packages.create(lambda(), "contextual", Packages.ECHO);
    for (String context : List.of("@@@", "e30x", "WzFd")) {
      assertThatThrownBy(() ->
              lambda()
                  .invoke(b ->
                      b.functionName("contextual")
                          .clientContext(context)
                          .payload(SdkBytes.fromUtf8String("{}"))))
          .as(context)
          .isInstanceOf(InvalidRequestContentException.class)
          .hasMessageContaining("Client context must be a valid Base64-encoded JSON object.");
    }
    assertThat(
            lambda()
                .invoke(b ->
                    b.functionName("contextual")
                        .clientContext("eyJjdXN0b20iOnt9fQ==")
                        .payload(SdkBytes.fromUtf8String("{}")))
                .functionError())
        .isNull();
  }

  @Test
  void a_package_can_be_fetched_by_reference() {
    store.createBucket("packages");
    byte[] zip = Packages.zip(Map.of("index.py", Packages.ECHO));
    try (S3Client s3 = s3()) {
      s3.putObject(b -> b.bucket("packages").key("echo.zip"), RequestBody.fromBytes(zip));
    }

    lambda()
        .createFunction(
            Packages.request("fetched", Packages.ECHO)
                .code(c -> c.s3Bucket("packages").s3Key("echo.zip"))
                .build());
    Packages.awaitActive(lambda(), "fetched");

    assertThat(Packages.invoke(lambda(), "fetched", "[1]").payload().asUtf8String())
        .isEqualTo("[1]");
  }

  @Test
  void a_reference_that_leads_nowhere_is_refused() {
    assertThatThrownBy(() ->
            lambda()
                .createFunction(
                    Packages.request("nowhere", Packages.ECHO)
                        .code(c -> c.s3Bucket("no-such-bucket").s3Key("x"))
                        .build()))
        .hasMessageContaining("Error occurred while GetObject. S3 Error Code: NoSuchBucket.");
  }

  @Test
  void the_package_can_be_downloaded_again() throws Exception {
    Packages.create(lambda(), "download", Packages.ECHO);
    var function = lambda().getFunction(b -> b.functionName("download"));

    byte[] zip = get(function.code().location());

    assertThat((long) zip.length).isEqualTo(function.configuration().codeSize());
    String forged = function.code().location().replaceFirst("expires=\\d+", "expires=99999999999");
    assertThat(new String(get(forged), StandardCharsets.UTF_8)).contains("expired");
  }

  @Test
  void a_later_layer_wins_and_a_function_keeps_a_deleted_one() {
    String first = layer("first", "VALUE = 'first'\n");
    String second = layer("second", "VALUE = 'second'\n");
    lambda().createFunction(Packages.request("layered", LAYERED).layers(first, second).build());
    Packages.awaitActive(lambda(), "layered");
    assertThat(value("layered")).isEqualTo("\"second\"");

    lambda().deleteLayerVersion(b -> b.layerName("second").versionNumber(1L));
    lambda().updateFunctionConfiguration(b -> b.functionName("layered").timeout(7));
    Packages.awaitUpdated(lambda(), "layered");
    assertThat(value("layered")).isEqualTo("\"second\"");
    assertThat(layer("second", "VALUE = 'again'\n")).endsWith(":2");
  }

  @Test
  void six_layers_and_two_versions_of_one_are_too_many() {
    String one = layer("twice", "VALUE = 1\n");
    String two = layer("twice", "VALUE = 2\n");
    List<String> six =
        List.of("a", "b", "c", "d", "e", "f").stream()
            .map(name -> one.replace(":twice:", ":" + name + ":"))
            .toList();

    assertThatThrownBy(() -> create("many", six))
        .hasMessageContaining("Cannot reference more than 5 layers.");
    assertThatThrownBy(() -> create("two", List.of(one, two)))
        .hasMessageContaining("Two different versions of the same layer are not allowed");
    assertThatThrownBy(() -> create("none", List.of(one.replace(":twice:1", ":absent:1"))))
        .hasMessageContaining("does not exist.");
  }

  @Test
  void functions_are_active_after_a_restart_without_being_uploaded_again() throws IOException {
    Packages.create(lambda(), "survivor", Packages.ECHO);
    lambda().publishVersion(b -> b.functionName("survivor"));
    lambda().createAlias(b -> b.functionName("survivor").name("live").functionVersion("1"));

    dispatcher.close();
    dispatcher = run();

    assertThat(Packages.invoke(lambda(), "survivor:live", "[2]").payload().asUtf8String())
        .isEqualTo("[2]");
    assertThat(
            lambda().getFunction(b -> b.functionName("survivor")).configuration().stateAsString())
        .isEqualTo("Active");
  }

  private static void create(String name, List<String> layers) {
    lambda().createFunction(Packages.request(name, LAYERED).layers(layers).build());
  }

  private static String value(String name) {
    return Packages.invoke(lambda(), name, "{}").payload().asUtf8String();
  }

  private static String layer(String name, String code) {
    byte[] zip = Packages.zip(Map.of("python/shared.py", code));
    return lambda()
        .publishLayerVersion(
            b -> b.layerName(name).content(c -> c.zipFile(SdkBytes.fromByteArray(zip))))
        .layerVersionArn();
  }

  private static byte[] get(String url) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofByteArray())
          .body();
    }
  }

  private static LambdaClient lambda() {
    return dispatcher.lambda();
  }

  private static RunningDispatcher run() throws IOException {
    Path secret = Files.writeString(data.resolve("s3-secret"), S3Server.SECRET_KEY);
    return RunningDispatcher.start(
        data,
        "--tripline.aws.endpoints.s3=" + store.endpoint(),
        "--tripline.aws.access-key-id=" + S3Server.ACCESS_KEY,
        "--tripline.aws.secret-access-key=file:" + secret);
  }

  private static S3Client s3() {
    return S3Client.builder()
        .endpointOverride(store.endpoint())
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .httpClient(Apache5HttpClient.create())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
        .build();
  }
}
