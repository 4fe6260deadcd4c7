package dev.tripline.runtime.language;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `python3.8` to `python3.14` on the host's interpreter of that version, or else on its `python3`.
///
/// The interpreter is resolved once, since `python3` may be a shim that costs more than the start of the
/// function. It starts without the `site` module, whose hooks cost as much again, and without the host's
/// site-packages: a function must not depend on packages that happen to be there. The last place where
/// modules are looked for are the libraries of all functions, which an operator installs in place of the
/// SDK that is a part of Lambda's Python.
public final class PythonLanguage implements Language {
  private static final Pattern NAME = Pattern.compile("python3\\.(8|9|10|11|12|13|14)");
  private static final String QUESTION =
      """
      import sys
      print(sys.executable)
      print("%d.%d" % sys.version_info[:2])
      print("%d.%d.%d" % sys.version_info[:3])
      print(sys.base_prefix)
      """;
  private static final String START =
      "import sys; _, sys.path[0], libraries, *layers = sys.argv; del sys.argv[1:];"
          + " import tripline_bootstrap; tripline_bootstrap.main(layers, libraries)";

  private final Path runtimeFiles;
  private final Path libraries;
  private final Map<String, Optional<Found>> found = new ConcurrentHashMap<>();

  /// @param version without its last part
  private record Found(String executable, String version, String fullVersion, Path prefix) {}

  /// @param runtimeFiles holds `tripline_bootstrap.py`
  /// @param libraries holds `python`, if there are libraries for all functions
  PythonLanguage(Path runtimeFiles, Path libraries) {
    this.runtimeFiles = runtimeFiles;
    this.libraries = libraries;
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
  public Optional<String> substitute(String runtime) {
    Found python = found(runtime).orElseThrow();
    return runtime.equals("python" + python.version())
        ? Optional.empty()
        : Optional.of("Python " + python.fullVersion());
  }

  @Override
  public Launch launch(LaunchRequest request) {
    Found python = found(request.runtime()).orElseThrow();
    Path runtime = request.view().runtimeRoot();
    Path layers = request.view().layersRoot();
    List<String> places =
        Stream.of(
                "/python/lib/" + request.runtime() + "/site-packages",
                "/python/lib/python" + python.version() + "/site-packages",
                "/python")
            .distinct()
            .map(place -> layers + place)
            .toList();
    List<String> command =
        new ArrayList<>(
            List.of(
                python.executable(),
                "-S",
                "-B",
                "-c",
                START,
                runtime.toString(),
                libraries.toString()));
    command.addAll(places);
    String path = String.join(":", places) + ":" + runtime;
    return new Launch(command, Map.of("PYTHONPATH", path), List.of(python.prefix(), libraries));
  }

  private Optional<Found> found(String runtime) {
    return found.computeIfAbsent(runtime, name -> find(name).or(() -> find("python3")));
  }

  private Optional<Found> find(String program) {
    return Interpreter.ask(program, "-c", QUESTION)
        .filter(lines -> lines.size() == 4)
        .map(lines -> {
          Found python = new Found(lines.get(0), lines.get(1), lines.get(2), Path.of(lines.get(3)));
          Interpreter.ask(python.executable(), "-m", "compileall", "-q", runtimeFiles.toString());
          return python;
        });
  }
}
