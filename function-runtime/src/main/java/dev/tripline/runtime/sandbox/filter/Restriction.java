package dev.tripline.runtime.sandbox.filter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rights that functions give up in a sandbox just before they start.
public sealed interface Restriction {

  /// By a [Launcher] before the command.
  ///
  /// @param landlock null where the kernel has none
  record Launched(Path file, @Nullable Landlock landlock) implements Restriction {
    /// The program before the command, once [#file] is open as file descriptor 4.
    public static final String PROGRAM = "/proc/self/fd/4";

    @Override
    public List<String> weaknesses() {
      if (landlock == null) {
        return List.of(
            "no Landlock: this kernel has none (Linux 5.19 or later does)", ABSTRACT_SOCKETS);
      }
      return landlock.hasScopes() ? List.of() : List.of(ABSTRACT_SOCKETS);
    }
  }

  /// By a [SystemCallFilter] alone, for a sandbox that applies one itself.
  record Filtered(Path file) implements Restriction {

    @Override
    public List<String> weaknesses() {
      return List.of(
          "no Landlock: this kernel has none (Linux 5.19 or later does), or a program in the"
              + " dispatcher's data directory cannot be run",
          ABSTRACT_SOCKETS);
    }
  }

  /// By nothing.
  record None() implements Restriction {

    @Override
    public @Nullable Path file() {
      return null;
    }

    @Override
    public List<String> weaknesses() {
      return List.of(
          "no filter of system calls: it is made for x86-64 and aarch64, and set by a program that"
              + " has to be run in the dispatcher's data directory (not noexec) or by bubblewrap",
          ABSTRACT_SOCKETS);
    }
  }

  /// The lack of Landlock's scopes, in words.
  String ABSTRACT_SOCKETS =
      "no scopes of Landlock: functions reach abstract Unix sockets of this host (Linux 6.12 or"
          + " later keeps them away)";

  /// The file to be open as file descriptor 4 when the sandbox is started; null for none.
  @Nullable Path file();

  /// The things that a stronger one would keep from functions, in words.
  List<String> weaknesses();

  /// Those that may work here, the strongest first; the last one always does.
  ///
  /// @param directory to keep files in
  static List<Restriction> in(Path directory) throws IOException {
    List<Restriction> all = new ArrayList<>();
    @Nullable Landlock landlock = Landlock.here().orElse(null);
    Optional<byte[]> launcher = Launcher.here(landlock);
    if (launcher.isPresent()) {
      all.add(new Launched(write(directory, "launcher", launcher.get()), landlock));
    }
    Optional<byte[]> filter = SystemCallFilter.here();
    if (filter.isPresent()) {
      all.add(new Filtered(write(directory, "system-calls.bpf", filter.get())));
    }
    all.add(new None());
    return all;
  }

  private static Path write(Path directory, String name, byte[] bytes) throws IOException {
    Files.createDirectories(directory);
    Path fresh = Files.write(Files.createTempFile(directory, "." + name, ""), bytes);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("r-x------"));
    return Files.move(
        fresh, directory.toRealPath().resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }
}
