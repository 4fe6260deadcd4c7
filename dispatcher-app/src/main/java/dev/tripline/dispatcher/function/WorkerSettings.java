package dev.tripline.dispatcher.function;

import static java.util.regex.Pattern.DOTALL;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.runtime.RuntimeSettings;
import dev.tripline.runtime.SandboxMode;
import dev.tripline.runtime.WorkerCredentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How worker processes are kept.
///
/// @param sandbox whether they are confined in one: `required` refuses a start without one, `auto` goes on
///     without, `off` wants none, which also takes away `/opt` and `/var/task`: variables that name
///     them lead there, paths in code do not
/// @param memory what all of them may take together; if not set, what the heap of the dispatcher and
///     320 MB leave of the machine's or the container's memory, three quarters of it at the most
/// @param idleTimeout after which an unused worker is stopped
/// @param drainTimeout how long a stop waits for running invocations
/// @param initTimeout of a worker's start
/// @param readableDirectories of this host that sandboxed functions may read under their own path
/// @param variables of all functions, each as NAME=VALUE, for instance
///     AWS_ENDPOINT_URL_SQS=http://localhost:9324; a function's own win over them. With AWS_ACCESS_KEY_ID
///     and AWS_SECRET_ACCESS_KEY they replace the credentials that the dispatcher issues; given as references,
///     in tripline.function-credentials, these go before
/// @param libraries directory of packages that all functions find behind their own, laid out as a layer is;
///     `libraries` in the data directory if not set
@ConfigurationProperties("tripline.workers")
public record WorkerSettings(
    @DefaultValue("required") SandboxMode sandbox,
    @Nullable DataSize memory,
    @DefaultValue("10m") Duration idleTimeout,
    @DefaultValue("20s") Duration drainTimeout,
    @DefaultValue("10s") Duration initTimeout,
    @DefaultValue List<Path> readableDirectories,
    @DefaultValue List<String> variables,
    @Nullable Path libraries) {

  private static final Set<String> CREDENTIALS =
      Set.of(
          WorkerCredentials.KEY_ID, WorkerCredentials.SECRET_KEY, WorkerCredentials.SESSION_TOKEN);
  private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", DOTALL);
  private static final Pattern RUNTIMES_OWN =
      Pattern.compile(
          "AWS_LAMBDA_.*|LAMBDA_.*|_.*|AWS_REGION|AWS_DEFAULT_REGION|AWS_EXECUTION_ENV");

  public WorkerSettings {
    readableDirectories = List.copyOf(readableDirectories);
    variables = List.copyOf(variables);
    byName(variables);
    if (memory != null && memory.toBytes() < 1) {
      throw new IllegalArgumentException("tripline.workers.memory must be positive");
    }
    if (!idleTimeout.isPositive() || drainTimeout.isNegative() || !initTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "tripline.workers: idle-timeout > 0, drain-timeout ≥ 0 and init-timeout > 0 must hold");
    }
  }

  RuntimeSettings runtime(Path directory, AccountSettings account, LimitSettings limits) {
    RuntimeSettings.Pool pool = RuntimeSettings.Pool.defaults();
    RuntimeSettings.Limits standard = RuntimeSettings.Limits.defaults();
    var settings =
        new RuntimeSettings(
            directory,
            sandbox,
            account.region(),
            new RuntimeSettings.Pool(
                limits.concurrency(),
                pool.scaleOutDelay(),
                memory == null ? pool.memoryBudgetBytes() : memory.toBytes(),
                idleTimeout,
                drainTimeout),
            new RuntimeSettings.Limits(
                initTimeout, standard.responseBytes(), standard.openFiles()));
    Map<String, String> others = byName(variables);
    others.keySet().removeAll(CREDENTIALS);
    Path shared = libraries == null ? directory.resolveSibling("libraries") : libraries;
    return settings.withReadable(readableDirectories).withVariables(others).withLibraries(shared);
  }

  /// The credentials among the variables; empty if there are none.
  public Map<String, String> credentials() {
    Map<String, String> all = byName(variables);
    if (!all.containsKey(WorkerCredentials.KEY_ID)) {
      return Map.of();
    }
    all.keySet().retainAll(CREDENTIALS);
    return all;
  }

  private static Map<String, String> byName(List<String> variables) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String variable : variables) {
      Matcher parts = VARIABLE.matcher(variable);
      if (!parts.matches() || byName.put(parts.group(1), parts.group(2)) != null) {
        throw new IllegalArgumentException(
            "tripline.workers.variables: each is NAME=VALUE and has a name of its own, unlike '"
                + name(variable)
                + "'");
      }
      if (RUNTIMES_OWN.matcher(parts.group(1)).matches()) {
        throw new IllegalArgumentException(
            "tripline.workers.variables: " + parts.group(1) + " is set by the runtime itself");
      }
    }
    if (byName.containsKey("AWS_ACCESS_KEY_ID") != byName.containsKey("AWS_SECRET_ACCESS_KEY")) {
      throw new IllegalArgumentException(
          "tripline.workers.variables: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set together"
              + " or not at all");
    }
    return byName;
  }

  /// Without the value, which may be a secret.
  private static String name(String variable) {
    int end = variable.indexOf('=');
    return end < 0 ? variable : variable.substring(0, end);
  }
}
