package dev.tripline.runtime.sandbox;

import dev.tripline.runtime.sandbox.filter.Restriction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A sandbox of the programs of util-linux, which every Linux distribution installs: the same world as
/// in [Bubblewrap] without a package of its own.
///
/// `unshare` makes mount, PID, IPC and UTS namespaces, for an ordinary user also a user namespace. In
/// it a shell mounts what the function may see onto a directory prepared beforehand, makes that the
/// root, and gives up every privilege and the rights of a [Restriction]; only then it sets the function's
/// variables and starts it.
public final class UtilLinuxSandbox implements Sandbox {
  /// The first process of the namespace, with the rights to mount. Arguments: the next script, the
  /// table of mounts, the new root, the command.
  private static final String SETUP =
      """
      set -e
      init=$1 mounts=$2 root=$3
      shift 3
      PROCESSES
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

  private static final int MOST_FILES = 65_536;

  /// The highest number of a process in the sandbox: those of threads count, and the kernel keeps the
  /// first 300 back once it has come to the end. A storm of forks stops here before the watch has seen it.
  private static final int LAST_PROCESS = 1024 + 300;

  private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,3}).*");

  private final PreparedRoot root;
  private final HostSystem system;
  private final Path tables;
  private final List<String> enter;
  private final String setup;
  private final String init;
  private final boolean asUser;
  private final Restriction restriction;

  private UtilLinuxSandbox(
      Path root, HostSystem system, Programs programs, boolean asUser, Restriction restriction)
      throws IOException {
    this.asUser = asUser;
    this.restriction = restriction;
    this.root = new PreparedRoot(root, system);
    this.system = system;
    this.tables = Files.createDirectories(root.resolveSibling("mounts"));
    this.enter = programs.enter(asUser);
    this.setup =
        SETUP
            .replace("PROCESSES", lastProcess())
            .replace("PIVOT_ROOT", programs.pivotRoot())
            .replace("UMOUNT", programs.umount())
            .replace("MOUNT", programs.mount())
            .replace("DROP", programs.drop(asUser) + launcher(restriction));
    this.init =
        INIT.replace("LINE_END", ShellVariables.LINE_END).replace("SETSID", programs.setsid());
  }

  /// Whether the right to mount comes from a user namespace.
  public boolean asUser() {
    return asUser;
  }

  /// Where `/proc` is read-only, as in many containers, nothing is set.
  private static String lastProcess() {
    return givesNamespacesTheirOwnLastProcess(System.getProperty("os.version"))
        ? "{ echo %d >/proc/sys/kernel/pid_max; } 2>/dev/null || :".formatted(LAST_PROCESS)
        : "";
  }

  /// Whether the highest number of a process is one for each PID namespace, as from Linux 6.14 on. Before,
  /// it is one for the whole host, and not to be touched.
  ///
  /// @param kernel its release
  public static boolean givesNamespacesTheirOwnLastProcess(String kernel) {
    Matcher release = RELEASE.matcher(kernel);
    return release.matches()
        && Integer.parseInt(release.group(1)) * 1000 + Integer.parseInt(release.group(2)) >= 6014;
  }

  private static String launcher(Restriction restriction) {
    return restriction instanceof Restriction.Launched ? " " + Restriction.Launched.PROGRAM : "";
  }

  /// The ways that are open to this user, the better first; whether they work here is for
  /// [SandboxProbe] to say. Empty if a program is missing.
  ///
  /// @param directory to keep mount points in
  public static List<UtilLinuxSandbox> find(Path directory, HostSystem system) throws IOException {
    Optional<Programs> programs = Programs.find();
    if (programs.isEmpty()) {
      return List.of();
    }
    Path root = Files.createDirectories(directory.resolve("root")).toRealPath();
    List<UtilLinuxSandbox> found = new ArrayList<>();
    for (boolean asUser : Programs.isRoot() ? List.of(false, true) : List.of(true)) {
      for (Restriction restriction : Restriction.in(directory)) {
        if (!(restriction instanceof Restriction.Filtered)) {
          found.add(new UtilLinuxSandbox(root, system, programs.get(), asUser, restriction));
        }
      }
    }
    return found;
  }

  @Override
  public View view(Confinement confinement) {
    return Bubblewrap.VIEW;
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
    return Optional.of(
        "container images run in sandboxes made by bubblewrap, and this node has one of util-linux."
            + " Install bubblewrap, and let the dispatcher's user make user namespaces");
  }

  @Override
  public Start start(Confinement confinement, List<String> command, Map<String, String> environment)
      throws IOException {
    Path table = Files.createTempFile(tables, "sandbox-", ".mounts");
    Files.writeString(table, mounts(confinement).toString());
    List<String> line = new ArrayList<>(enter);
    line.addAll(List.of("/bin/sh", "-c", setup, "setup", init));
    line.addAll(List.of(table.toString(), root.path().toString()));
    line.addAll(command);
    return new Start(line, ShellVariables.script(environment), false, restriction.file(), table);
  }

  private MountTable mounts(Confinement confinement) throws IOException {
    MountTable table = root.mounts();
    table.fileSystem("tmpfs", "/dev/shm", memory(confinement.sharedMemoryMb()));
    switch (confinement.temporary()) {
      case Temporary.InMemory(int mb) -> table.fileSystem("tmpfs", "/tmp", memory(mb));
      case Temporary.Directory(Path path) -> table.writable(path, "/tmp");
    }
    for (Path path : confinement.readable()) {
      if (!system.shows(path) && Files.isDirectory(path)) {
        if (path.startsWith("/tmp")) {
          if (confinement.temporary() instanceof Temporary.Directory(Path temporary)) {
            Files.createDirectories(temporary.resolve(Path.of("/tmp").relativize(path)));
          }
          table.readOnlyMade(path, path.toString());
        } else {
          root.directory(path.toString());
          table.readOnly(path, path.toString());
        }
      }
    }
    Confinement.JoinedNetwork network = confinement.network();
    if (network != null) {
      table.readOnly(network.resolver(), "/etc/resolv.conf");
    }
    Confinement.ExtensionFiles extensions = confinement.extensions();
    if (extensions != null) {
      table.readOnly(extensions.hosts(), "/etc/hosts");
    }
    table.readOnly(confinement.taskRoot(), "/var/task");
    table.readOnly(confinement.runtimeRoot(), "/var/runtime");
    Path layers = confinement.layersRoot();
    if (layers != null) {
      table.readOnly(layers, "/opt");
    }
    return table;
  }

  /// Each file takes memory of the kernel's too.
  private static String memory(int mb) {
    return "size=%dm,nr_inodes=%d,mode=0755,nosuid,nodev".formatted(mb, MOST_FILES);
  }

  @Override
  public String toString() {
    return "util-linux";
  }
}
