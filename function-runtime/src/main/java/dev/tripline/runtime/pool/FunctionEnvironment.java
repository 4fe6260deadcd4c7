package dev.tripline.runtime.pool;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.WorkerCredentials;
import dev.tripline.runtime.image.ImageStart;
import dev.tripline.runtime.language.ImageLaunch;
import dev.tripline.runtime.language.Launch;
import dev.tripline.runtime.sandbox.Sandbox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The environment variables of a worker: the runtime's defaults, over them the operator's, over them
/// the customer's, over them those that AWS reserves, the credentials among them. A search path comes
/// before the runtime's own.
final class FunctionEnvironment {
  private static final List<String> CREDENTIALS =
      List.of(
          WorkerCredentials.KEY_ID, WorkerCredentials.SECRET_KEY, WorkerCredentials.SESSION_TOKEN);

  /// Whoever sets it means every service that has none of its own.
  private static final String ANY_ENDPOINT = "AWS_ENDPOINT_URL";

  private FunctionEnvironment() {}

  /// @param api host and port of the worker's Runtime API
  /// @param operator variables of all functions; an access key among them takes the place of `issued`
  static Map<String, String> of(
      FunctionSpec spec,
      Launch launch,
      Sandbox.View view,
      String api,
      Map<String, String> operator,
      WorkerCredentials.Issued issued) {
    String task = view.taskRoot().toString();
    String runtime = view.runtimeRoot().toString();
    ImageStart image = spec.image();
    Map<String, String> variables = image == null ? ofPackage(view) : ofImage(image);
    variables.put("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
    putSeen(variables, operator, view);
    putSeen(variables, spec.environment(), view);
    boolean operators = operator.containsKey(WorkerCredentials.KEY_ID);
    if (!operators && !variables.containsKey(ANY_ENDPOINT)) {
      issued.endpoints().forEach(variables::putIfAbsent);
    }
    launch
        .searchPaths()
        .forEach((name, places) ->
            variables.merge(
                name, places, (own, runtimes) -> own.isEmpty() ? runtimes : own + ":" + runtimes));
    CREDENTIALS.forEach(variables::remove);
    Map<String, String> credentials = operators ? operator : issued.key();
    for (String name : CREDENTIALS) {
      String value = credentials.get(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
    variables.put("_HANDLER", handler(spec));
    variables.put("AWS_REGION", region(operator));
    variables.put("AWS_DEFAULT_REGION", region(operator));
    variables.put("AWS_LAMBDA_FUNCTION_NAME", spec.functionName());
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", spec.version());
    variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(spec.memoryMb()));
    variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    variables.put("AWS_LAMBDA_LOG_GROUP_NAME", spec.logs().groupOf(spec.functionName()));
    variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "[" + spec.version() + "]" + api.replace(':', '-'));
    variables.put("AWS_LAMBDA_RUNTIME_API", api);
    variables.put("LAMBDA_TASK_ROOT", task);
    variables.put("LAMBDA_RUNTIME_DIR", runtime);
    if (image == null && spec.runtime().startsWith("provided")) {
      variables.remove("AWS_EXECUTION_ENV");
    } else if (image == null) {
      variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + spec.runtime());
    }
    if (spec.logs().json()) {
      variables.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
      variables.put("AWS_LAMBDA_LOG_LEVEL", spec.logs().application().name());
    }
    return variables;
  }

  private static Map<String, String> ofPackage(Sandbox.View view) {
    String task = view.taskRoot().toString();
    String layers = view.layersRoot().toString();
    String runtime = view.runtimeRoot().toString();
    Map<String, String> variables = new HashMap<>();
    variables.put("LANG", "en_US.UTF-8");
    variables.put("TZ", ":UTC");
    variables.put("PATH", "/usr/local/bin:/usr/bin/:/bin:" + layers + "/bin");
    variables.put(
        "LD_LIBRARY_PATH",
        String.join(
            ":",
            "/lib64",
            "/usr/lib64",
            runtime,
            runtime + "/lib",
            task,
            task + "/lib",
            layers + "/lib"));
    variables.put("TMPDIR", view.temporary().toString());
    variables.put("HOME", view.temporary().toString());
    return variables;
  }

  /// The image says which runtime it is, and where its libraries are.
  private static Map<String, String> ofImage(ImageStart image) {
    Map<String, String> variables = new HashMap<>(image.environment());
    variables.putIfAbsent("PATH", ImageLaunch.PATH);
    variables.putIfAbsent("HOME", "/tmp");
    return variables;
  }

  /// The handler, as the function and its extensions are told; AWS's base images take it as their command.
  static String handler(FunctionSpec spec) {
    ImageStart image = spec.image();
    if (image == null) {
      return spec.handler();
    }
    return image.command().isEmpty() ? "" : image.command().getLast();
  }

  private static void putSeen(
      Map<String, String> variables, Map<String, String> more, Sandbox.View view) {
    more.forEach((name, value) -> variables.put(name, view.translated(value)));
  }

  private static String region(Map<String, String> operator) {
    return operator.getOrDefault("AWS_REGION", "us-east-1");
  }
}
