package dev.tripline.runtime;

import dev.tripline.runtime.sandbox.Bubblewrap;
import dev.tripline.runtime.sandbox.HostSystem;
import dev.tripline.runtime.sandbox.PlainProcesses;
import dev.tripline.runtime.sandbox.Sandbox;
import dev.tripline.runtime.sandbox.SandboxProbe;
import dev.tripline.runtime.sandbox.UtilLinuxSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The ways in which a function can be confined on this host. Tests of functions run in each of them.
public enum World {
  BUBBLEWRAP,
  /// By the user's own rights.
  UTIL_LINUX,
  /// By a user namespace, as for an ordinary user.
  USER_NAMESPACE,
  PLAIN;

  private static final Set<World> HERE = EnumSet.noneOf(World.class);

  /// Those that work here; source of parameterized tests.
  public static synchronized Set<World> here() throws IOException, InterruptedException {
    if (HERE.isEmpty()) {
      Path directory = Files.createTempDirectory("worlds");
      for (World world : values()) {
        Optional<Sandbox> sandbox = world.find(directory);
        if (sandbox.isPresent() && SandboxProbe.whyUnusable(sandbox.get(), directory).isEmpty()) {
          HERE.add(world);
        }
      }
      try (Stream<Path> left = Files.walk(directory)) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return HERE;
  }

  /// @param directory for files of the sandbox
  public Sandbox sandbox(Path directory) {
    try {
      return find(directory).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Sandbox> find(Path directory) throws IOException {
    return switch (this) {
      case BUBBLEWRAP ->
          Bubblewrap.find(directory, HostSystem.read(directory)).stream()
              .map(Sandbox.class::cast)
              .findFirst();
      case UTIL_LINUX -> utilLinux(directory, false);
      case USER_NAMESPACE -> utilLinux(directory, true);
      case PLAIN -> Optional.of(new PlainProcesses());
    };
  }

  private static Optional<Sandbox> utilLinux(Path directory, boolean asUser) throws IOException {
    return UtilLinuxSandbox.find(directory, HostSystem.read(directory)).stream()
        .filter(sandbox -> sandbox.asUser() == asUser)
        .map(Sandbox.class::cast)
        .findFirst();
  }
}
