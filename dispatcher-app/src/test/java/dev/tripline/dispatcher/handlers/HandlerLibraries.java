package dev.tripline.dispatcher.handlers;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.testkit.process.NpmPackages;
import dev.tripline.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Libraries of handlers, and tools that deploy them, from the registries of their languages. Each set is installed once, into the
/// module's `target` directory, and again when its list has changed; from then on no registry is needed.
public enum HandlerLibraries {
  NODE("node", "package.json"),
  NODE_SDK("node-sdk", "package.json"),
  NODE_TOOLS("node-tools", "package.json"),
  PYTHON("python", "requirements.txt"),
  PYTHON_SDK("python-sdk", "requirements.txt"),
  PYTHON_POWERTOOLS("python-powertools", "requirements.txt"),
  JAVA("java", "pom.xml"),
  JAVA_POWERTOOLS("java-powertools", "pom.xml"),
  JAVA_SPRING("java-spring", "pom.xml");

  /// The handlers themselves, a folder each.
  static final Path SOURCES = Path.of("src", "test", "resources", "handlers").toAbsolutePath();

  private static final Path INSTALLED = Path.of("target", "handlers").toAbsolutePath();
  private static final Map<HandlerLibraries, Optional<String>> ASKED = new ConcurrentHashMap<>();

  private final String folder;
  private final String list;

  HandlerLibraries(String folder, String list) {
    this.folder = folder;
    this.list = list;
  }

  /// Laid out as a layer is.
  public Path directory() {
    return INSTALLED.resolve(folder);
  }

  /// Skips the test that calls this, with the reason, where the libraries cannot be had.
  ///
  /// @return [#directory()]
  public Path require() {
    Optional<String> missing = ASKED.computeIfAbsent(this, HandlerLibraries::whyMissing);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    return directory();
  }

  /// Installs them where that is not done yet. Blocks until it is done.
  private Optional<String> whyMissing() {
    try {
      Files.createDirectories(INSTALLED);
      Path lock = INSTALLED.resolve(folder + ".lock");
      // Another JVM of this module's tests may be at it.
      try (FileChannel file = FileChannel.open(lock, CREATE, WRITE);
          FileLock _ = file.lock()) {
        Path done = directory().resolve(list);
        String wanted = Files.readString(SOURCES.resolve(folder).resolve(list));
        if (Files.exists(done) && Files.readString(done).equals(wanted)) {
          return Optional.empty();
        }
        Optional<String> failure = install();
        if (failure.isEmpty()) {
          Files.writeString(done, wanted);
          return failure;
        }
        String reason = "Skipped, " + folder + ": " + failure.get();
        System.out.println(reason);
        return Optional.of(reason);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while libraries were installed", e);
    }
  }

  private Optional<String> install() throws IOException, InterruptedException {
    if (Files.exists(directory())) {
      ServerProcess.remove(directory());
    }
    Files.createDirectories(directory());
    Path wanted = SOURCES.resolve(folder).resolve(list);
    return switch (list) {
      case "package.json" -> {
        Path modules = Files.createDirectories(directory().resolve("nodejs"));
        Files.copy(wanted, modules.resolve(list));
        yield NpmPackages.whyNoNode().or(() -> npm(modules));
      }
      case "requirements.txt" ->
          run(
              List.of("python3", "-m", "pip", "install", "--quiet", "--no-input", "--retries", "0"),
              List.of("--target", directory().resolve("python").toString()),
              List.of("--requirement", wanted.toString()));
      default -> {
        List<String> maven = List.of("mvn", "-q", "-B", "-ntp", "-f", wanted.toString());
        List<String> copy = List.of("dependency:copy-dependencies", "-DincludeScope=runtime");
        List<String> into =
            List.of("-DoutputDirectory=" + directory().resolve("java").resolve("lib"));
        yield run(maven, List.of("-o"), copy, into).isEmpty()
            ? Optional.empty()
            : run(maven, copy, into);
      }
    };
  }

  private static Optional<String> npm(Path modules) {
    try {
      return NpmPackages.install(
          modules, "--prefer-offline", "--ignore-scripts", "--fetch-retries=1");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while npm ran", e);
    }
  }

  @SafeVarargs
  private Optional<String> run(List<String>... parts) throws InterruptedException {
    List<String> command = new ArrayList<>();
    for (List<String> part : parts) {
      command.addAll(part);
    }
    Path log = directory().resolveSibling(folder + ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      return builder.start().waitFor() == 0
          ? Optional.empty()
          : Optional.of(command.getFirst() + " could not install them; see " + log);
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
