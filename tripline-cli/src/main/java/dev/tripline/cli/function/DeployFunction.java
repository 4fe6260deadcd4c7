package dev.tripline.cli.function;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.output.Fields;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.UsageException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `function deploy`.
@Command(
    name = "deploy",
    description = {
      "Create a function, or update its code and the settings that are given, "
          + "and wait until it is ready.",
      "CODE is a zip or jar file, or a directory that is packed."
    })
final class DeployFunction implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "NAME", description = "The function.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "CODE", description = "Zip, jar or directory.")
  private Path code = Path.of("");

  @Option(
      names = "--runtime",
      paramLabel = "NAME",
      description = "Such as python3.12; needed to create one.")
  private @Nullable String runtime;

  @Option(
      names = "--handler",
      paramLabel = "NAME",
      description = "Such as index.handler; needed to create one.")
  private @Nullable String handler;

  @Option(
      names = "--role",
      paramLabel = "ARN",
      description = "The role of the function; " + Deployment.ROLE + " for a new one.")
  private @Nullable String role;

  @Option(
      names = "--function-timeout",
      paramLabel = "SECONDS",
      description = "How long a call of the function may take.")
  private @Nullable Integer seconds;

  @Option(names = "--memory", paramLabel = "MB", description = "Its memory.")
  private @Nullable Integer memory;

  @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
  private @Nullable String about;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "A variable; those that are given take the place of all.")
  private Map<String, String> environment = new LinkedHashMap<>();

  @Option(
      names = "--layer",
      paramLabel = "ARN",
      description =
          "A version of a layer, once for each; those that are given take the place of all.")
  private List<String> layers = List.of();

  @Option(names = "--publish", description = "Publish a version when it is ready.")
  private boolean publish;

  DeployFunction(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Object> zip = Deployment.zipFile(PackageFile.read(code));
    Deployment deployment = new Deployment(session, name);
    Map<String, Object> settings = settings();
    boolean update = deployment.exists();
    if (!update && (runtime == null || handler == null)) {
      throw new UsageException("a new function needs --runtime and --handler");
    }
    Answer answer = deployment.deploy(update, zip, settings);
    boolean failed = Deployment.failure(answer.json()).isPresent();
    if (publish && !failed) {
      answer = deployment.publish();
    }
    int code = session.show(answer, shown -> lines(update, shown));
    return failed ? ExitCode.FAILED : code;
  }

  private Map<String, Object> settings() {
    Map<String, Object> members = new LinkedHashMap<>();
    put(members, "Runtime", runtime);
    put(members, "Handler", handler);
    put(members, "Role", role);
    put(members, "Timeout", seconds);
    put(members, "MemorySize", memory);
    put(members, "Description", about);
    if (!environment.isEmpty()) {
      members.put("Environment", Map.of("Variables", environment));
    }
    if (!layers.isEmpty()) {
      members.put("Layers", layers);
    }
    return members;
  }

  private static void put(Map<String, Object> members, String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
  }

  private static List<String> lines(boolean update, Json configuration) {
    return new Fields()
        .with(update ? "updated" : "created", configuration.get("FunctionName"))
        .with("version", configuration.get("Version"))
        .with("runtime", configuration.get("Runtime"))
        .with("bytes", configuration.get("CodeSize"))
        .with("sha256", configuration.get("CodeSha256"))
        .with("state", configuration.get("State"))
        .with("reason", configuration.get("StateReason"))
        .with("update", configuration.get("LastUpdateStatusReason"))
        .lines();
  }
}
