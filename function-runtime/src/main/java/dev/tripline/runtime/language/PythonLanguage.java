package dev.tripline.runtime.language;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// `python3.8` to `python3.14` on the host's interpreter of that version, or else on its `python3`.
///
/// The interpreter is resolved once, since `python3` may be a shim that costs more than the start of the
/// function. It starts without the `site` module, whose hooks cost as much again; the host's
/// site-packages stay importable, behind the function's own.
public final class PythonLanguage implements Language {
  private static final Pattern NAME = Pattern.compile("python3\\.(8|9|10|11|12|13|14)");
  private static final String QUESTION =
      """
      import site, sys
      print(sys.executable)
      print("%d.%d" % sys.version_info[:2])
      print(sys.base_prefix)
      for directory in site.getsitepackages():
          print(directory)
      """;
  private static final String START =
      "import sys; sys.path[0] = sys.argv.pop(); sys.path.extend(sys.argv[1:]); del sys.argv[1:];"
          + " import tripline_bootstrap; tripline_bootstrap.main()";

  private final Path runtimeFiles;
  private final Map<String, Optional<Found>> found = new ConcurrentHashMap<>();

  private record Found(String executable, String version, Path prefix, List<String> sitePackages) {}

  /// @param runtimeFiles holds `tripline_bootstrap.py`
  PythonLanguage(Path runtimeFiles) {
    this.runtimeFiles = runtimeFiles;
  }

  @Override
  public boolean knows(String runtime) {
    return NAME.matcher(runtime).matches();
  }

  @Override
  public Optional<String> whyUnavailable(String runtime) {
    return found(runtime).isPresent()
        ? Optional.empty()
        : Optional.of("runtime " + runtime + " needs python3, which this host does not have");
  }

  @Override
  public Launch launch(LaunchRequest request) {
    Found python = found(request.runtime()).orElseThrow();
    Path runtime = request.view().runtimeRoot();
    Path layers = request.view().layersRoot();
    List<String> command = new ArrayList<>(List.of(python.executable(), "-S", "-B", "-c", START));
    command.addAll(python.sitePackages());
    command.add(runtime.toString());
    String path =
        String.join(
            ":",
            layers + "/python/lib/" + request.runtime() + "/site-packages",
            layers + "/python/lib/python" + python.version() + "/site-packages",
            layers + "/python",
            runtime.toString());
    return new Launch(command, Map.of("PYTHONPATH", path), List.of(python.prefix()));
  }

  private Optional<Found> found(String runtime) {
    return found.computeIfAbsent(runtime, name -> find(name).or(() -> find("python3")));
  }

  private Optional<Found> find(String program) {
    return Interpreter.ask(program, "-c", QUESTION)
        .filter(lines -> lines.size() >= 3)
        .map(lines -> {
          Found python =
              new Found(
                  lines.get(0),
                  lines.get(1),
                  Path.of(lines.get(2)),
                  lines.subList(3, lines.size()));
          Interpreter.ask(python.executable(), "-m", "compileall", "-q", runtimeFiles.toString());
          return python;
        });
  }
}
