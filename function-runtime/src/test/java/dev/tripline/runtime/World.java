package dev.tripline.runtime;

import dev.tripline.runtime.sandbox.Bubblewrap;
import dev.tripline.runtime.sandbox.PlainProcesses;
import dev.tripline.runtime.sandbox.Sandbox;
import dev.tripline.runtime.sandbox.SandboxProbe;
import dev.tripline.runtime.sandbox.UtilLinuxSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The ways in which a function can be confined on this host. Tests of functions run in each of them.
enum World {
  BUBBLEWRAP,
  /// By the user's own rights.
  UTIL_LINUX,
  /// By a user namespace, as for an ordinary user.
  USER_NAMESPACE,
  PLAIN;

  private static final Set<World> HERE = EnumSet.noneOf(World.class);

  /// Those that work here; source of parameterized tests.
  static synchronized Set<World> here() throws IOException, InterruptedException {
    if (HERE.isEmpty()) {
      Path directory = Files.createTempDirectory("worlds");
      for (World world : values()) {
        Optional<Sandbox> sandbox = world.find(directory);
        if (sandbox.isPresent() && SandboxProbe.whyUnusable(sandbox.get(), directory).isEmpty()) {
          HERE.add(world);
        }
      }
    }
    return HERE;
  }

  /// @param directory for files of the sandbox
  Sandbox sandbox(Path directory) {
    try {
      return find(directory).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Sandbox> find(Path directory) throws IOException {
    return switch (this) {
      case BUBBLEWRAP -> Bubblewrap.find().map(Sandbox.class::cast);
      case UTIL_LINUX -> {
        List<UtilLinuxSandbox> all = UtilLinuxSandbox.find(directory);
        yield all.size() < 2 ? Optional.empty() : Optional.of(all.getFirst());
      }
      case USER_NAMESPACE -> {
        List<UtilLinuxSandbox> all = UtilLinuxSandbox.find(directory);
        yield all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
      }
      case PLAIN -> Optional.of(new PlainProcesses());
    };
  }
}
