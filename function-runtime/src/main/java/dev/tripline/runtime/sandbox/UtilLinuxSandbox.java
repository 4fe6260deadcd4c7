package dev.tripline.runtime.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A sandbox of the programs of util-linux, which every Linux distribution installs: the same world as
/// in [Bubblewrap] without a package of its own.
///
/// `unshare` makes mount, PID, IPC and UTS namespaces, for an ordinary user also a user namespace. In
/// it a shell mounts what the function may see onto a directory prepared beforehand, makes that the
/// root, and gives up every privilege; only then it sets the function's variables and starts it.
public final class UtilLinuxSandbox implements Sandbox {
  /// The first process of the namespace, with the rights to mount. Arguments: the next script, the
  /// table of mounts, the new root, the command.
  private static final String SETUP =
      """
      set -e
      init=$1 mounts=$2 root=$3
      shift 3
      MOUNT -a -T "$mounts"
      cd "$root"
      PIVOT_ROOT . .
      UMOUNT -l .
      exec DROP /bin/sh -c "$init" init "$@"
      """;

  /// The same process without any right. It stays, since the first process of a namespace is shielded
  /// from signals and inherits orphans; the function is its child, and its end is passed on.
  private static final String INIT =
      """
      exec 4>&2 2>/dev/null
      (
        cd /var/task
        unset OLDPWD SHLVL
        LINE_END
        . /proc/self/fd/3
        exec SETSID "$@" 2>&4 3<&- 4>&-
      )
      exit $?
      """;

  private final PreparedRoot root;
  private final HostSystem system = HostSystem.read();
  private final List<String> enter;
  private final String setup;
  private final String init;

  private UtilLinuxSandbox(Path root, Programs programs, boolean asUser) throws IOException {
    this.root = new PreparedRoot(root, system);
    this.enter = programs.enter(asUser);
    this.setup =
        SETUP
            .replace("PIVOT_ROOT", programs.pivotRoot())
            .replace("UMOUNT", programs.umount())
            .replace("MOUNT", programs.mount())
            .replace("DROP", programs.drop(asUser));
    this.init =
        INIT.replace("LINE_END", ShellVariables.LINE_END).replace("SETSID", programs.setsid());
  }

  /// The ways that are open to this user, the better first; whether they work here is for
  /// [SandboxProbe] to say. Empty if a program is missing.
  ///
  /// @param directory to keep mount points in
  public static List<UtilLinuxSandbox> find(Path directory) throws IOException {
    Optional<Programs> programs = Programs.find();
    if (programs.isEmpty()) {
      return List.of();
    }
    Path root = Files.createDirectories(directory.resolve("root")).toRealPath();
    List<UtilLinuxSandbox> found = new ArrayList<>();
    if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      found.add(new UtilLinuxSandbox(root, programs.get(), false));
    }
    found.add(new UtilLinuxSandbox(root, programs.get(), true));
    return found;
  }

  @Override
  public View view(Confinement confinement) {
    return Bubblewrap.VIEW;
  }

  @Override
  public Start start(Confinement confinement, List<String> command, Map<String, String> environment)
      throws IOException {
    // A name of its own: a worker that is replaced ends while the next one with its /tmp starts.
    Path table = Files.createTempFile(confinement.temporary().getParent(), "sandbox-", ".mounts");
    Files.writeString(table, mounts(confinement).toString());
    List<String> line = new ArrayList<>(enter);
    line.addAll(List.of("/bin/sh", "-c", setup, "setup", init));
    line.addAll(List.of(table.toString(), root.path().toString()));
    line.addAll(command);
    return new Start(line, ShellVariables.script(environment), false, table);
  }

  private MountTable mounts(Confinement confinement) throws IOException {
    MountTable table = root.mounts();
    Path temporary = confinement.temporary();
    table.writable(temporary, "/tmp");
    for (Path path : confinement.readable()) {
      if (!system.shows(path) && Files.isDirectory(path)) {
        if (path.startsWith("/tmp")) {
          Files.createDirectories(temporary.resolve(Path.of("/tmp").relativize(path)));
        } else {
          root.directory(path.toString());
        }
        table.readOnly(path, path.toString());
      }
    }
    table.readOnly(confinement.taskRoot(), "/var/task");
    table.readOnly(confinement.runtimeRoot(), "/var/runtime");
    Path layers = confinement.layersRoot();
    if (layers != null) {
      table.readOnly(layers, "/opt");
    }
    return table;
  }

  @Override
  public String toString() {
    return "util-linux";
  }
}
