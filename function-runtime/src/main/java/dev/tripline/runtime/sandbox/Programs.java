package dev.tripline.runtime.sandbox;

import dev.tripline.runtime.process.HostProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The programs of util-linux on this host, by absolute path: the setup of a sandbox must not depend on
/// a search path.
record Programs(
    String unshare, String setpriv, String mount, String umount, String pivotRoot, String setsid) {
  private static final List<String> PLACES = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

  /// Empty if one of them is missing.
  static Optional<Programs> find() {
    List<String> found =
        Stream.of("unshare", "setpriv", "mount", "umount", "pivot_root", "setsid")
            .flatMap(name -> HostProgram.find(PLACES, name).stream())
            .toList();
    return found.size() < 6
        ? Optional.empty()
        : Optional.of(
            new Programs(
                found.get(0),
                found.get(1),
                found.get(2),
                found.get(3),
                found.get(4),
                found.get(5)));
  }

  /// The command before one that runs without privileges in the namespaces of this process.
  List<String> dropHere() {
    List<String> command = new ArrayList<>(List.of(setpriv, "--no-new-privs"));
    if (isRoot()) {
      command.addAll(List.of("--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all"));
    }
    command.add("--");
    return command;
  }

  static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      throw new UncheckedIOException("/proc is needed to run functions", e);
    }
  }

  /// The command before the setup script: new namespaces that end with the caller.
  ///
  /// @param withUserNamespace whether the right to mount has to come from a user namespace
  List<String> enter(boolean withUserNamespace) {
    List<String> command = new ArrayList<>(List.of(setpriv, "--pdeathsig", "KILL", unshare));
    if (withUserNamespace) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(List.of("--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--"));
    return command;
  }

  /// The command after the setup: no privileges, and none to be gained. In a user namespace, where
  /// mounting took the name of root, a second one restores the user's own.
  String drop(boolean withUserNamespace) throws IOException {
    String privileges =
        setpriv + " --no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all";
    if (!withUserNamespace) {
      return privileges;
    }
    Path self = Path.of("/proc/self");
    return "%s --user --keep-caps --map-user=%s --map-group=%s %s"
        .formatted(
            unshare,
            Files.getAttribute(self, "unix:uid"),
            Files.getAttribute(self, "unix:gid"),
            privileges);
  }
}
