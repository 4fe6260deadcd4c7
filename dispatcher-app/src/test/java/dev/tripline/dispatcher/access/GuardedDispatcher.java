package dev.tripline.dispatcher.access;

import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import dev.tripline.dispatcher.rest.OpenApiDocument;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A dispatcher with access control, and what its first admin needs.
public final class GuardedDispatcher implements AutoCloseable {
  public static final JsonMapper JSON = JsonMapper.builder().build();

  private final RunningDispatcher dispatcher;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String adminToken;

  private GuardedDispatcher(RunningDispatcher dispatcher, String adminToken) {
    this.dispatcher = dispatcher;
    this.adminToken = adminToken;
  }

  public static GuardedDispatcher start(Path data, String... settings) throws IOException {
    return start(List.of(), data, settings);
  }

  /// @param more classes with beans, beside the application's own
  public static GuardedDispatcher start(List<Class<?>> more, Path data, String... settings)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("--tripline.access.mode=required");
    RunningDispatcher running = RunningDispatcher.start(more, data, all.toArray(String[]::new));
    return new GuardedDispatcher(running, variable(data, "ADMIN_TOKEN"));
  }

  /// Another node on the store of one whose token is known.
  public static GuardedDispatcher join(Path data, String adminToken, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("--tripline.access.mode=required");
    return new GuardedDispatcher(
        RunningDispatcher.start(data, all.toArray(String[]::new)), adminToken);
  }

  public static Path firstKeyFile(Path data) {
    return data.resolve("keys").resolve("first-access-key.env");
  }

  public static String variable(Path data, String name) throws IOException {
    return Files.readAllLines(firstKeyFile(data)).stream()
        .filter(line -> line.startsWith("export " + name + "="))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .findFirst()
        .orElseThrow();
  }

  public RunningDispatcher running() {
    return dispatcher;
  }

  public <T> T bean(Class<T> type) {
    return dispatcher.bean(type);
  }

  public <T> T bean(Class<T> type, String name) {
    return dispatcher.bean(type, name);
  }

  public URI endpoint() {
    return dispatcher.endpoint();
  }

  public String adminToken() {
    return adminToken;
  }

  /// An access key with its secret.
  public record Key(String id, String secret) {

    /// The same key with another secret, which never is its own by chance.
    public Key withWrongSecret() {
      return new Key(id, (secret.startsWith("x") ? "y" : "x") + secret.substring(1));
    }
  }

  /// AWS's client of the Lambda API, whose user closes it.
  public LambdaClient lambda(Key key) {
    return lambda(AwsBasicCredentials.create(key.id(), key.secret()), Region.US_EAST_1);
  }

  public LambdaClient lambda(AwsCredentials credentials, Region region) {
    return LambdaClient.builder()
        .endpointOverride(endpoint())
        .region(region)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClient(Apache5HttpClient.create())
        .build();
  }

  /// Sends with a token; an empty one stands for none.
  public HttpResponse<String> send(String token, String method, String path, String body)
      throws IOException, InterruptedException {
    return send(token, method, path, "application/json", body);
  }

  public HttpResponse<String> send(
      String token, String method, String path, String contentType, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint() + path))
            .header("Content-Type", contentType)
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    OpenApiDocument.SERVED.check(answer);
    return answer;
  }

  /// The status only; what follows the head is left unread.
  public int status(String token, String method, String path)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<InputStream> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.statusCode();
  }

  public JsonNode admin(String method, String path, String body, int expected)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = send(adminToken, method, path, body);
    if (answer.statusCode() != expected) {
      throw new AssertionError(method + " " + path + ": " + answer + " " + answer.body());
    }
    return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
  }

  /// Makes a token for a role.
  public String token(String name, String role) throws IOException, InterruptedException {
    return admin(
            "POST",
            "/v1/access-keys",
            "{\"name\":\"%s\",\"kind\":\"token\",\"role\":\"%s\"}".formatted(name, role),
            201)
        .path("token")
        .asString();
  }

  /// Makes a signing key for a role.
  public Key key(String name, String role, String... resources)
      throws IOException, InterruptedException {
    String more =
        resources.length == 0 ? "" : ",\"resources\":" + JSON.writeValueAsString(resources);
    JsonNode made =
        admin(
            "POST",
            "/v1/access-keys",
            "{\"name\":\"%s\",\"role\":\"%s\"%s}".formatted(name, role, more),
            201);
    return new Key(
        made.path("accessKey").path("id").asString(), made.path("secretAccessKey").asString());
  }

  /// Sends a request that AWS's own signer has signed.
  public HttpResponse<String> signed(Key key, String method, String path, String body)
      throws IOException, InterruptedException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest plain =
        SdkHttpRequest.builder()
            .uri(URI.create(endpoint() + path))
            .method(SdkHttpMethod.fromValue(method))
            .putHeader("Content-Type", "application/json")
            .build();
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(r ->
                r.identity(AwsCredentialsIdentity.create(key.id, key.secret))
                    .request(plain)
                    .payload(ContentStreamProvider.fromByteArray(bytes))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"))
            .request();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint() + path))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes));
    signed.forEachHeader((name, values) -> {
      // The client writes these itself, in the same words.
      if (!List.of("host", "content-length").contains(name.toLowerCase(Locale.ROOT))) {
        values.forEach(value -> request.header(name, value));
      }
    });
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// As [#signed], for conditions that are waited for.
  public HttpResponse<String> signedQuietly(Key key, String path) {
    try {
      return signed(key, "GET", path, "");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The same, whose status must be this one.
  public HttpResponse<String> signed(Key key, String method, String path, String body, int expected)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = signed(key, method, path, body);
    if (answer.statusCode() != expected) {
      throw new AssertionError(method + " " + path + ": " + answer + " " + answer.body());
    }
    return answer;
  }

  @Override
  public void close() {
    http.close();
    dispatcher.close();
  }
}
