package dev.tripline.benchmarks.http;

import dev.tripline.testkit.process.NpmPackages;
import dev.tripline.testkit.process.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A peer written for Node: its script lies under `benchmarks/peers`, its packages are installed by
/// npm into a temporary directory when it is measured.
final class NodePeer implements AutoCloseable {
  private static final Pattern FIGURE = Pattern.compile("\"(\\w+)\":([\\d.]+)");

  private final Path directory;

  private NodePeer(Path directory) {
    this.directory = directory;
  }

  /// Installs the peer; empty, with a printed reason, if that is not possible here.
  static Optional<NodePeer> install(String name) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("tripline-peer-");
    NodePeer peer = new NodePeer(directory);
    Path source = Path.of("benchmarks", "peers", name);
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    Optional<String> reason = NpmPackages.install(directory);
    if (reason.isEmpty()) {
      return Optional.of(peer);
    }
    System.out.println(name + " is left out: " + reason.get());
    peer.close();
    return Optional.empty();
  }

  /// Runs `run.mjs` to its end, and answers the figures that it printed.
  Map<String, Double> run(Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("node", "run.mjs").directory(directory.toFile());
    builder.environment().putAll(environment);
    Process node = builder.redirectErrorStream(true).start();
    Map<String, Double> figures = new HashMap<>();
    try (BufferedReader lines = node.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("RESULT ")) {
          Matcher figure = FIGURE.matcher(line);
          while (figure.find()) {
            figures.put(figure.group(1), Double.valueOf(figure.group(2)));
          }
        } else if (line.contains("Error:")) {
          System.out.println("  peer: " + line);
        }
      }
    }
    node.waitFor();
    return figures;
  }

  /// Starts a command of the peer that runs until it is destroyed.
  Process start(String... command) throws IOException {
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("peer.log").toFile())
        .start();
  }

  @Override
  public void close() {
    ServerProcess.remove(directory);
  }
}
