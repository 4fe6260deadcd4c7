package dev.tripline.runtime.language;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `nodejs18.x` to `nodejs24.x`, all on the host's one Node.
///
/// Modules are looked for in layers, then among the libraries of all functions, which an operator
/// installs in place of the SDK that is a part of Lambda's Node.
public final class NodeLanguage implements Language {
  private static final Pattern NAME = Pattern.compile("nodejs(18|20|22|24)\\.x");

  private final Path libraries;
  private Optional<Found> node = Optional.empty();
  private boolean asked;

  private record Found(Path executable, String version) {
    String major() {
      return version.substring(0, version.indexOf('.'));
    }
  }

  /// @param libraries holds `nodejs/node_modules`, if there are libraries for all functions
  NodeLanguage(Path libraries) {
    this.libraries = libraries;
  }

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
  public Optional<String> substitute(String runtime) {
    Found found = node().orElseThrow();
    return found.major().equals(version(runtime))
        ? Optional.empty()
        : Optional.of("Node " + found.version());
  }

  @Override
  public Launch launch(LaunchRequest request) {
    Path executable = node().orElseThrow().executable();
    Path runtime = request.view().runtimeRoot();
    Path layers = request.view().layersRoot();
    String path =
        String.join(
            ":",
            layers + "/nodejs/node" + version(request.runtime()) + "/node_modules",
            layers + "/nodejs/node_modules",
            runtime + "/node_modules",
            libraries + "/nodejs/node_modules",
            runtime.toString(),
            request.view().taskRoot().toString());
    return new Launch(
        List.of(
            executable.toString(),
            "--max-old-space-size=" + Math.max(32, request.memoryMb() * 85 / 100),
            runtime + "/bootstrap.cjs",
            libraries.toString()),
        Map.of("NODE_PATH", path),
        List.of(home(executable), libraries));
  }

  private static String version(String runtime) {
    Matcher name = NAME.matcher(runtime);
    return name.matches() ? name.group(1) : "";
  }

  /// The prefix of an installation, which holds its `bin` and `lib`.
  private static Path home(Path executable) {
    Path bin = executable.getParent();
    Path prefix = bin == null ? null : bin.getParent();
    return prefix == null || prefix.getParent() == null ? Path.of("/usr") : prefix;
  }

  private synchronized Optional<Found> node() {
    if (!asked) {
      asked = true;
      String question = "process.execPath + '\\n' + process.versions.node";
      node =
          Interpreter.ask("node", "-p", question)
              .or(() -> Interpreter.ask("nodejs", "-p", question))
              .map(lines -> new Found(Path.of(lines.get(0)), lines.get(1)));
    }
    return node;
  }
}
