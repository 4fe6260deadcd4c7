package dev.tripline.runtime.sandbox;

import dev.tripline.runtime.image.layer.InRoot;
import dev.tripline.runtime.sandbox.filter.Restriction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A bubblewrap sandbox: own process, mount, IPC and UTS namespaces, no capabilities, a filter of system
/// calls and Landlock. Of the host only the system directories and the files that the runtime needs are visible,
/// read-only; `/tmp` and `/dev/shm` are the worker's own and of limited size.
public final class Bubblewrap implements Sandbox {
  static final View VIEW =
      new View(Path.of("/var/task"), Path.of("/opt"), Path.of("/var/runtime"), Path.of("/tmp"));

  private static final List<String> NAMESPACES =
      List.of(
          "--unshare-pid",
          "--unshare-ipc",
          "--unshare-uts",
          "--die-with-parent",
          "--new-session",
          "--cap-drop",
          "ALL");

  private static final long MB = 1024 * 1024;

  private final HostSystem system;
  private final String program;
  private final List<String> hostFiles;
  private final Restriction restriction;

  private Bubblewrap(String program, HostSystem system, Restriction restriction) {
    this.program = program;
    this.system = system;
    this.hostFiles = hostFiles(system);
    this.restriction = restriction;
  }

  /// With each restriction that may work here, the strongest first; whether they do is for
  /// [SandboxProbe] to say. Empty if there is no `bwrap` on the path.
  ///
  /// @param directory to keep files of sandboxes in
  public static List<Bubblewrap> find(Path directory, HostSystem system) throws IOException {
    for (String place : System.getenv().getOrDefault("PATH", "/usr/bin").split(":", -1)) {
      Path program = Path.of(place.isEmpty() ? "." : place, "bwrap");
      if (Files.isRegularFile(program) && Files.isExecutable(program)) {
        String absolute = program.toAbsolutePath().toString();
        // Its own filter holds its first process too, from which only Landlock keeps functions
        // otherwise.
        return Restriction.in(directory).stream()
            .filter(restriction ->
                !(restriction instanceof Restriction.Launched launched)
                    || launched.landlock() != null)
            .map(restriction -> new Bubblewrap(absolute, system, restriction))
            .toList();
      }
    }
    return List.of();
  }

  private static List<String> hostFiles(HostSystem system) {
    List<String> arguments = new ArrayList<>();
    for (Path directory : system.directories()) {
      arguments.addAll(List.of("--ro-bind", directory.toString(), directory.toString()));
    }
    for (HostSystem.Link link : system.links()) {
      arguments.addAll(List.of("--symlink", link.target().toString(), link.path().toString()));
    }
    arguments.addAll(List.of("--ro-bind", system.etc().toString(), "/etc"));
    return List.copyOf(arguments);
  }

  /// Of an image the whole root is mounted at once. Its places to mount onto were made when it was
  /// unpacked, and are no links, which bubblewrap would follow.
  private List<String> files(Confinement.@Nullable RootFileSystem image) {
    List<String> arguments = new ArrayList<>();
    if (image == null) {
      arguments.addAll(hostFiles);
    } else {
      arguments.addAll(List.of("--ro-bind", image.path().toString(), "/"));
    }
    system
        .names()
        .forEach((path, file) -> arguments.addAll(List.of("--ro-bind-try", file.toString(), path)));
    arguments.addAll(List.of("--dev", "/dev", "--proc", "/proc"));
    if (Programs.isRoot()) {
      // Bubblewrap passes over what is not writable as a directory, but its files may be.
      for (String entry : PreparedRoot.KERNEL) {
        arguments.addAll(List.of("--ro-bind-try", "/proc/" + entry, "/proc/" + entry));
      }
    }
    return arguments;
  }

  @Override
  public View view(Confinement confinement) {
    return VIEW;
  }

  @Override
  public List<String> weaknesses() {
    return restriction.weaknesses();
  }

  @Override
  public boolean keepsTemporaryInMemory() {
    return true;
  }

  @Override
  public Optional<String> whyNoImages() {
    return Optional.empty();
  }

  @Override
  public Start start(Confinement confinement, List<String> command, Map<String, String> environment)
      throws IOException {
    List<String> wrapped = new ArrayList<>();
    Confinement.RootFileSystem image = confinement.root();
    // The variables go past the command line, which other users of the host can read.
    wrapped.addAll(List.of(program, "--args", "3"));
    if (restriction instanceof Restriction.Filtered) {
      wrapped.addAll(List.of("--seccomp", "4"));
    }
    wrapped.addAll(NAMESPACES);
    wrapped.addAll(files(image));
    Confinement.JoinedNetwork network = confinement.network();
    if (network != null) {
      wrapped.addAll(List.of("--ro-bind", network.resolver().toString(), "/etc/resolv.conf"));
    }
    Confinement.ExtensionFiles extensions = confinement.extensions();
    if (extensions != null) {
      wrapped.addAll(List.of("--ro-bind", extensions.hosts().toString(), "/etc/hosts"));
    }
    memory(wrapped, confinement.sharedMemoryMb(), "/dev/shm");
    wrapped.addAll(List.of("--remount-ro", "/dev"));
    // First, so that a readable directory inside the host's /tmp is seen through it.
    switch (confinement.temporary()) {
      case Temporary.InMemory(int mb) -> memory(wrapped, mb, "/tmp");
      case Temporary.Directory(Path path) ->
          wrapped.addAll(List.of("--bind", path.toString(), "/tmp"));
    }
    for (Path path : confinement.readable()) {
      if (image == null ? !system.shows(path) : mountPoint(image, path)) {
        wrapped.addAll(List.of("--ro-bind-try", path.toString(), path.toString()));
      }
    }
    if (image == null) {
      code(wrapped, confinement);
    }
    String directory = image == null ? "/var/task" : image.workingDirectory();
    wrapped.addAll(List.of("--remount-ro", "/", "--chdir", directory, "--"));
    if (restriction instanceof Restriction.Launched) {
      wrapped.add(Restriction.Launched.PROGRAM);
    }
    wrapped.addAll(command);
    return new Start(wrapped, variables(environment), false, restriction.file(), null);
  }

  private static void code(List<String> wrapped, Confinement confinement) {
    wrapped.addAll(List.of("--ro-bind", confinement.taskRoot().toString(), "/var/task"));
    wrapped.addAll(List.of("--ro-bind", confinement.runtimeRoot().toString(), "/var/runtime"));
    Path layers = confinement.layersRoot();
    if (layers == null) {
      wrapped.addAll(List.of("--dir", "/opt"));
    } else {
      wrapped.addAll(List.of("--ro-bind", layers.toString(), "/opt"));
    }
  }

  /// Whether a directory of the host can be shown in an image. One below `/tmp` is made by bubblewrap.
  private static boolean mountPoint(Confinement.RootFileSystem image, Path path)
      throws IOException {
    return path.startsWith("/tmp") || InRoot.directory(image.path(), path);
  }

  private static void memory(List<String> arguments, int mb, String place) {
    arguments.addAll(List.of("--size", Long.toString(mb * MB), "--tmpfs", place));
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
