package dev.tripline.runtime.language;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every runtime this host can be asked for.
public final class Languages {
  private static final Logger LOG = LoggerFactory.getLogger(Languages.class);

  private final Path files;
  private final JavaLanguage java;
  private final List<Language> all;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /// @param files the directory into which the runtimes' own files are installed
  /// @param libraries packages for all functions, laid out as a layer is; it may be missing
  public Languages(Path files, Path libraries) {
    this.files = files.toAbsolutePath().normalize();
    Path shared = libraries.toAbsolutePath().normalize();
    RuntimeFiles.install("tripline_bootstrap.py", this.files.resolve("tripline_bootstrap.py"));
    RuntimeFiles.install("bootstrap.cjs", this.files.resolve("bootstrap.cjs"));
    RuntimeFiles.install("node_path.mjs", this.files.resolve("node_path.mjs"));
    this.java = new JavaLanguage(this.files);
    this.all =
        List.of(
            java,
            new NodeLanguage(shared),
            new PythonLanguage(this.files, shared),
            new CustomLanguage());
  }

  /// The directory that becomes `/var/runtime`.
  public Path files() {
    return files;
  }

  public JavaLanguage java() {
    return java;
  }

  public Optional<String> whyUnavailable(String runtime) {
    return language(runtime)
        .map(language -> language.whyUnavailable(runtime))
        .orElseGet(() -> Optional.of("runtime " + runtime + " cannot be run by this dispatcher"));
  }

  /// The warning for a runtime that this host runs on another version than the one it names; empty for
  /// all others.
  public Optional<String> warning(String runtime) {
    return language(runtime)
        .filter(language -> language.whyUnavailable(runtime).isEmpty())
        .flatMap(language -> language.substitute(runtime))
        .map(substitute ->
            "Functions of the runtime "
                + runtime
                + " run on "
                + substitute
                + ", since this host has no other; AWS_EXECUTION_ENV names the runtime all the"
                + " same.");
  }

  /// @param wrapper the customer's `AWS_LAMBDA_EXEC_WRAPPER`; empty without
  public Launch launch(LaunchRequest request, String wrapper) throws UnstartableException {
    Optional<String> why = whyUnavailable(request.runtime());
    if (why.isPresent()) {
      throw new UnstartableException("Runtime.InvalidEntrypoint", why.get());
    }
    if (warned.add(request.runtime())) {
      warning(request.runtime()).ifPresent(LOG::warn);
    }
    Launch launch = language(request.runtime()).orElseThrow().launch(request);
    return wrapper.isEmpty() || request.runtime().startsWith("provided")
        ? launch
        : wrapped(launch, seen(wrapper, request));
  }

  /// A shell starts the wrapper, so that a missing one ends with status 127.
  private static Launch wrapped(Launch launch, String wrapper) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$0\" \"$@\"", wrapper));
    command.addAll(launch.command());
    return new Launch(command, launch.searchPaths(), launch.readable());
  }

  /// Without a sandbox `/opt` and `/var/task` are elsewhere.
  private static String seen(String wrapper, LaunchRequest request) {
    for (Map.Entry<String, Path> place :
        Map.of("/opt/", request.view().layersRoot(), "/var/task/", request.view().taskRoot())
            .entrySet()) {
      if (wrapper.startsWith(place.getKey())) {
        return place.getValue().resolve(wrapper.substring(place.getKey().length())).toString();
      }
    }
    return wrapper;
  }

  private Optional<Language> language(String runtime) {
    return all.stream().filter(language -> language.knows(runtime)).findFirst();
  }
}
