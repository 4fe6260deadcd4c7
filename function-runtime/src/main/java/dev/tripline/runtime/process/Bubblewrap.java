package dev.tripline.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A bubblewrap sandbox: own process, mount and IPC namespaces, no capabilities. Of the host only the
/// system directories and what the runtime needs are visible, read-only; `/tmp` is the worker's own.
public final class Bubblewrap implements Sandbox {
  private static final List<String> SYSTEM =
      List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc");
  private static final List<String> SECRETS =
      List.of("/etc/shadow", "/etc/gshadow", "/etc/sudoers");
  private static final View VIEW =
      new View(Path.of("/var/task"), Path.of("/opt"), Path.of("/var/runtime"), Path.of("/tmp"));

  private final String program;
  private final List<String> host;

  private Bubblewrap(String program) {
    this.program = program;
    this.host = hostArguments();
  }

  /// Empty if there is no `bwrap` on the path or it does not work here, as in many containers.
  public static Optional<Bubblewrap> probe() throws InterruptedException {
    for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin").split(":", -1)) {
      Path program = Path.of(directory.isEmpty() ? "." : directory, "bwrap");
      if (Files.isExecutable(program)) {
        Bubblewrap candidate = new Bubblewrap(program.toAbsolutePath().toString());
        return candidate.works() ? Optional.of(candidate) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean works() throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(host);
    command.addAll(List.of("--", "/bin/sh", "-c", "exit 42"));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 42;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException _) {
      return false; // the caller says what this means
    }
  }

  private static List<String> hostArguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--unshare-pid",
                "--unshare-ipc",
                "--die-with-parent",
                "--new-session",
                "--cap-drop",
                "ALL"));
    for (String directory : SYSTEM) {
      Path path = Path.of(directory);
      if (Files.isSymbolicLink(path)) {
        arguments.addAll(List.of("--symlink", targetOf(path), directory));
      } else if (Files.isDirectory(path)) {
        arguments.addAll(List.of("--ro-bind", directory, directory));
      }
    }
    for (String secret : SECRETS) {
      if (Files.exists(Path.of(secret))) {
        arguments.addAll(List.of("--ro-bind", "/dev/null", secret));
      }
    }
    nameServers().ifPresent(path -> arguments.addAll(List.of("--ro-bind", path, path)));
    arguments.addAll(List.of("--dev", "/dev", "--proc", "/proc"));
    return List.copyOf(arguments);
  }

  /// Where `/etc/resolv.conf` leads, if it leads out of `/etc`.
  private static Optional<String> nameServers() {
    try {
      Path real = Path.of("/etc/resolv.conf").toRealPath();
      return real.startsWith("/etc") ? Optional.empty() : Optional.of(real.toString());
    } catch (IOException _) {
      return Optional.empty(); // a host without names has nothing to show
    }
  }

  private static String targetOf(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public View view(Confinement confinement) {
    return VIEW;
  }

  @Override
  public List<String> wrap(Confinement confinement, List<String> command) {
    List<String> wrapped = new ArrayList<>(host.size() + command.size() + 24);
    wrapped.add(program);
    wrapped.addAll(host);
    // First, so that a readable directory inside the host's /tmp is seen through it.
    wrapped.addAll(List.of("--bind", confinement.temporary().toString(), "/tmp"));
    for (Path path : confinement.readable()) {
      if (!path.startsWith("/usr")) {
        wrapped.addAll(List.of("--ro-bind-try", path.toString(), path.toString()));
      }
    }
    wrapped.addAll(List.of("--ro-bind", confinement.taskRoot().toString(), "/var/task"));
    wrapped.addAll(List.of("--ro-bind", confinement.runtimeRoot().toString(), "/var/runtime"));
    Path layers = confinement.layersRoot();
    if (layers == null) {
      wrapped.addAll(List.of("--dir", "/opt"));
    } else {
      wrapped.addAll(List.of("--ro-bind", layers.toString(), "/opt"));
    }
    wrapped.addAll(List.of("--remount-ro", "/", "--chdir", "/var/task", "--"));
    wrapped.addAll(command);
    return wrapped;
  }

  @Override
  public boolean diesWithParent() {
    return true;
  }
}
