package dev.tripline.runtime.language;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `nodejs18.x` to `nodejs24.x`, all on the host's one Node.
public final class NodeLanguage implements Language {
  private static final Pattern NAME = Pattern.compile("nodejs(18|20|22|24)\\.x");

  private Optional<Path> node = Optional.empty();
  private boolean asked;

  @Override
  public boolean knows(String runtime) {
    return NAME.matcher(runtime).matches();
  }

  @Override
  public Optional<String> whyUnavailable(String runtime) {
    return node().isPresent()
        ? Optional.empty()
        : Optional.of("runtime " + runtime + " needs Node, which this host does not have");
  }

  @Override
  public Launch launch(LaunchRequest request) {
    Path executable = node().orElseThrow();
    Path runtime = request.view().runtimeRoot();
    Path layers = request.view().layersRoot();
    Matcher name = NAME.matcher(request.runtime());
    String version = name.matches() ? name.group(1) : "";
    String path =
        String.join(
            ":",
            layers + "/nodejs/node" + version + "/node_modules",
            layers + "/nodejs/node_modules",
            runtime + "/node_modules");
    return new Launch(
        List.of(
            executable.toString(),
            "--max-old-space-size=" + Math.max(32, request.memoryMb() * 85 / 100),
            runtime + "/bootstrap.cjs"),
        Map.of("NODE_PATH", path),
        List.of(home(executable)));
  }

  /// The prefix of an installation, which holds its `bin` and `lib`.
  private static Path home(Path executable) {
    Path bin = executable.getParent();
    Path prefix = bin == null ? null : bin.getParent();
    return prefix == null || prefix.getParent() == null ? Path.of("/usr") : prefix;
  }

  private synchronized Optional<Path> node() {
    if (!asked) {
      asked = true;
      node =
          Interpreter.ask("node", "-p", "process.execPath")
              .or(() -> Interpreter.ask("nodejs", "-p", "process.execPath"))
              .map(lines -> Path.of(lines.getFirst()));
    }
    return node;
  }
}
