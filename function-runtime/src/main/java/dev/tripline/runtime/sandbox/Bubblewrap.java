package dev.tripline.runtime.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A bubblewrap sandbox: own process, mount, IPC and UTS namespaces, no capabilities. Of the host only
/// the system directories and the files that the runtime needs are visible, read-only; `/tmp` is the
/// worker's own.
public final class Bubblewrap implements Sandbox {
  static final View VIEW =
      new View(Path.of("/var/task"), Path.of("/opt"), Path.of("/var/runtime"), Path.of("/tmp"));

  private final HostSystem system = HostSystem.read();
  private final String program;
  private final List<String> host;

  private Bubblewrap(String program) {
    this.program = program;
    this.host = hostArguments(system);
  }

  /// Empty if there is no `bwrap` on the path. Whether it works here is for [SandboxProbe] to say.
  public static Optional<Bubblewrap> find() {
    for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin").split(":", -1)) {
      Path program = Path.of(directory.isEmpty() ? "." : directory, "bwrap");
      if (Files.isRegularFile(program) && Files.isExecutable(program)) {
        return Optional.of(new Bubblewrap(program.toAbsolutePath().toString()));
      }
    }
    return Optional.empty();
  }

  private static List<String> hostArguments(HostSystem system) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--unshare-pid",
                "--unshare-ipc",
                "--unshare-uts",
                "--die-with-parent",
                "--new-session",
                "--cap-drop",
                "ALL"));
    for (Path directory : system.directories()) {
      arguments.addAll(List.of("--ro-bind", directory.toString(), directory.toString()));
    }
    for (HostSystem.Link link : system.links()) {
      arguments.addAll(List.of("--symlink", link.target().toString(), link.path().toString()));
    }
    for (Path secret : system.secrets()) {
      arguments.addAll(List.of("--ro-bind", "/dev/null", secret.toString()));
    }
    system
        .nameServers()
        .map(Path::toString)
        .ifPresent(path -> arguments.addAll(List.of("--ro-bind", path, path)));
    arguments.addAll(
        List.of("--dev", "/dev", "--tmpfs", "/dev/shm", "--remount-ro", "/dev", "--proc", "/proc"));
    return List.copyOf(arguments);
  }

  @Override
  public View view(Confinement confinement) {
    return VIEW;
  }

  @Override
  public Start start(
      Confinement confinement, List<String> command, Map<String, String> environment) {
    List<String> wrapped = new ArrayList<>(host.size() + command.size() + 24);
    // The variables go past the command line, which other users of the host can read.
    wrapped.addAll(List.of(program, "--args", "3"));
    wrapped.addAll(host);
    // First, so that a readable directory inside the host's /tmp is seen through it.
    wrapped.addAll(List.of("--bind", confinement.temporary().toString(), "/tmp"));
    for (Path path : confinement.readable()) {
      if (!system.shows(path)) {
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
    return new Start(wrapped, variables(environment), false, null);
  }

  private static byte[] variables(Map<String, String> environment) {
    ByteArrayOutputStream arguments = new ByteArrayOutputStream();
    environment.forEach((name, value) -> {
      for (String argument : List.of("--setenv", name, value)) {
        arguments.writeBytes(argument.getBytes(StandardCharsets.UTF_8));
        arguments.write(0);
      }
    });
    return arguments.toByteArray();
  }

  @Override
  public String toString() {
    return "bubblewrap";
  }
}
