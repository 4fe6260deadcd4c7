package dev.tripline.runtime.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/// A directory that becomes the root of sandboxes: it holds mount points and links, no content. All
/// workers share it, since each mounts onto it in a namespace of its own.
final class PreparedRoot {
  private static final List<String> DEVICES =
      List.of("null", "zero", "full", "random", "urandom", "tty");

  /// Entries of `/proc` through which root, even without capabilities, could change the host.
  static final List<String> KERNEL =
      List.of("sys", "sysrq-trigger", "irq", "bus", "fs", "acpi", "scsi", "mtrr");

  private final Path root;
  private final HostSystem system;

  PreparedRoot(Path root, HostSystem system) throws IOException {
    this.root = root;
    this.system = system;
    for (String directory :
        List.of(
            "/proc", "/etc", "/tmp", "/opt", "/var/task", "/var/runtime", "/dev/pts", "/dev/shm")) {
      directory(directory);
    }
    for (Path directory : system.directories()) {
      directory(directory.toString());
    }
    for (HostSystem.Link link : system.links()) {
      link(link.path().toString(), link.target().toString());
    }
    for (String device : DEVICES) {
      file("/dev/" + device);
    }
    link("/dev/fd", "/proc/self/fd");
    link("/dev/stdin", "/proc/self/fd/0");
    link("/dev/stdout", "/proc/self/fd/1");
    link("/dev/stderr", "/proc/self/fd/2");
    link("/dev/ptmx", "pts/ptmx");
  }

  Path path() {
    return root;
  }

  /// The mounts that all workers have in common.
  MountTable mounts() throws IOException {
    MountTable table = new MountTable(root, HostMounts.read());
    table.readOnly(root, "");
    for (Path directory : system.directories()) {
      table.readOnly(directory, directory.toString());
    }
    table.readOnly(system.etc(), "/etc");
    system.names().forEach((path, file) -> table.readOnly(file, path));
    for (String device : DEVICES) {
      Path path = Path.of("/dev", device);
      if (Files.exists(path)) {
        table.device(path, path.toString());
      }
    }
    table.fileSystem("devpts", "/dev/pts", "newinstance,ptmxmode=0666,mode=620,nosuid,noexec");
    table.fileSystem("proc", "/proc", "nosuid,nodev,noexec");
    for (String entry : KERNEL) {
      if (Files.exists(Path.of("/proc", entry))) {
        table.freeze("/proc/" + entry);
      }
    }
    return table;
  }

  /// Makes a mount point for a directory under its own path.
  void directory(String path) throws IOException {
    Files.createDirectories(Path.of(root + path));
  }

  private void file(String path) throws IOException {
    Path file = Path.of(root + path);
    Files.createDirectories(file.getParent());
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.createFile(file);
    }
  }

  private void link(String path, String target) throws IOException {
    Path link = Path.of(root + path);
    if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      Files.createSymbolicLink(link, Path.of(target));
    }
  }
}
