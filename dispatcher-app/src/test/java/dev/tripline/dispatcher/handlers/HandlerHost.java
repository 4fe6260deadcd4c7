package dev.tripline.dispatcher.handlers;

import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.State;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A dispatcher with handlers, and the services of AWS that they call.
final class HandlerHost implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ROLE = "arn:aws:iam::000000000000:role/handlers";
  private static final Duration ACTIVE_LIMIT = Duration.ofSeconds(60);

  final AwsEndpoint aws = AwsEndpoint.start();
  private final RunningDispatcher dispatcher;
  private final Map<String, String> layers = new HashMap<>();

  /// @param libraries that the operator has installed for all functions
  HandlerHost(Path data, Path libraries) {
    dispatcher = RunningDispatcher.start(data, "--tripline.workers.libraries=" + libraries);
  }

  /// @param error the error type of AWS's header; null if the handler succeeded
  /// @param log the last 4 KB
  record Answer(JsonNode payload, @Nullable String error, String log) {

    /// A member of the body that an HTTP answer carries as text.
    String body() {
      return payload.path("body").asString();
    }
  }

  /// A function to be deployed.
  ///
  /// @param layers from [#layer]
  record Draft(
      String name,
      String runtime,
      String handler,
      byte[] zip,
      List<String> layers,
      Map<String, String> variables) {

    Draft(String name, String runtime, String handler, byte[] zip) {
      this(name, runtime, handler, zip, List.of(), Map.of());
    }

    Draft withLayers(String... arns) {
      return new Draft(name, runtime, handler, zip, List.of(arns), variables);
    }

    Draft withVariables(Map<String, String> more) {
      Map<String, String> all = new HashMap<>(variables);
      all.putAll(more);
      return new Draft(name, runtime, handler, zip, layers, all);
    }
  }

  /// Publishes a layer, once for each name.
  String layer(String name, Path folder) {
    return layers.computeIfAbsent(
        name,
        _ -> {
          SdkBytes zip = SdkBytes.fromByteArray(HandlerPackage.zip(folder));
          return lambda()
              .publishLayerVersion(b -> b.layerName(name).content(c -> c.zipFile(zip)))
              .layerVersionArn();
        });
  }

  /// Creates the function and waits until it is active. The endpoints of all services are in its
  /// variables.
  void deploy(Draft draft) {
    Map<String, String> variables = new HashMap<>(aws.variables());
    variables.put("AWS_ENDPOINT_URL_LAMBDA", dispatcher.endpoint().toString());
    variables.putAll(draft.variables());
    lambda()
        .createFunction(b ->
            b.functionName(draft.name())
                .runtime(draft.runtime())
                .handler(draft.handler())
                .role(ROLE)
                .timeout(30)
                .memorySize(512)
                .layers(draft.layers())
                .environment(e -> e.variables(variables))
                .code(c -> c.zipFile(SdkBytes.fromByteArray(draft.zip()))));
    long deadline = System.nanoTime() + ACTIVE_LIMIT.toNanos();
    State state = State.PENDING;
    while (state == State.PENDING && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      state = lambda().getFunctionConfiguration(b -> b.functionName(draft.name())).state();
    }
    if (state != State.ACTIVE) {
      throw new IllegalStateException(draft.name() + " did not become active: " + state);
    }
  }

  Answer invoke(String name, String event) {
    InvokeResponse answer =
        lambda()
            .invoke(b ->
                b.functionName(name).logType(LogType.TAIL).payload(SdkBytes.fromUtf8String(event)));
    byte[] log = Base64.getDecoder().decode(answer.logResult());
    return new Answer(
        JSON.readTree(answer.payload().asUtf8String()),
        answer.functionError(),
        new String(log, StandardCharsets.UTF_8));
  }

  static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  private LambdaClient lambda() {
    return dispatcher.lambda();
  }

  @Override
  public void close() {
    dispatcher.close();
    aws.close();
  }
}
