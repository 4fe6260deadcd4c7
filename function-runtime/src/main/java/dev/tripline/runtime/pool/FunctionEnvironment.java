package dev.tripline.runtime.pool;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.language.Launch;
import dev.tripline.runtime.sandbox.Sandbox;
import java.util.HashMap;
import java.util.Map;

/// The environment variables of a worker: the runtime's defaults, over them the customer's, over them
/// those that AWS reserves.
final class FunctionEnvironment {
  private FunctionEnvironment() {}

  /// @param api host and port of the worker's Runtime API
  static Map<String, String> of(
      FunctionSpec spec, Launch launch, Sandbox.View view, String api, String region) {
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
    variables.putAll(launch.environment());
    variables.putAll(spec.environment());
    variables.put("_HANDLER", spec.handler());
    variables.put("AWS_REGION", region);
    variables.put("AWS_DEFAULT_REGION", region);
    variables.put("AWS_LAMBDA_FUNCTION_NAME", spec.functionName());
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", spec.version());
    variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(spec.memoryMb()));
    variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + spec.functionName());
    variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "[" + spec.version() + "]" + api.replace(':', '-'));
    variables.put("AWS_LAMBDA_RUNTIME_API", api);
    variables.put("LAMBDA_TASK_ROOT", task);
    variables.put("LAMBDA_RUNTIME_DIR", runtime);
    if (spec.runtime().startsWith("provided")) {
      variables.remove("AWS_EXECUTION_ENV");
    } else {
      variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + spec.runtime());
    }
    return variables;
  }
}
