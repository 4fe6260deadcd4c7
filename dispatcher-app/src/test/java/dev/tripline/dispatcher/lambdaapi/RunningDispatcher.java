package dev.tripline.dispatcher.lambdaapi;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.rest.OpenApiDocument;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.lambda.LambdaClient;

/// The whole application on a port of its own, and the SDK's client for it.
public final class RunningDispatcher implements AutoCloseable {
  private final ConfigurableApplicationContext context;
  private final LambdaClient client;

  private RunningDispatcher(ConfigurableApplicationContext context) {
    this.context = context;
    client =
        LambdaClient.builder()
            .endpointOverride(endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .httpClient(Apache5HttpClient.builder().socketTimeout(Duration.ofSeconds(60)).build())
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .retryStrategy(DefaultRetryStrategy.doNotRetry())
                    .build())
            .build();
  }

  public static RunningDispatcher start(Path data, String... settings) {
    return start(List.of(), data, settings);
  }

  /// @param more classes with beans, beside the application's own
  public static RunningDispatcher start(List<Class<?>> more, Path data, String... settings) {
    List<String> arguments = new ArrayList<>(List.of(settings));
    arguments.add("--server.port=0");
    arguments.add("--tripline.sources.allow=127.0.0.0/8,::1");
    arguments.add("--tripline.data-directory=" + data);
    List<Class<?>> sources = new ArrayList<>(more);
    sources.add(TriplineApplication.class);
    return new RunningDispatcher(
        SpringApplication.run(sources.toArray(Class<?>[]::new), arguments.toArray(String[]::new)));
  }

  public URI endpoint() {
    return URI.create(
        "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
  }

  /// To our own API, or to Lambda's without a client that checks the request first.
  public HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(endpoint() + path))
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      OpenApiDocument.SERVED.check(answer);
      return answer;
    }
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public <T> T bean(Class<T> type, String name) {
    return context.getBean(name, type);
  }

  public LambdaClient lambda() {
    return client;
  }

  @Override
  public void close() {
    client.close();
    context.close();
  }
}
