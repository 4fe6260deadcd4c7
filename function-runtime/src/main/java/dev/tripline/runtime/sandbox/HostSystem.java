package dev.tripline.runtime.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parts of this host that every sandboxed function sees.
///
/// @param directories shown read-only
/// @param links symbolic links in the root directory, as on hosts where `/bin` leads to `usr/bin`
/// @param etc a directory that is shown as `/etc`
/// @param names by path in the sandbox, the files of the host by which names are found; as they are when
///     a worker starts
public record HostSystem(
    List<Path> directories, List<Link> links, Path etc, Map<String, Path> names) {
  private static final List<String> SYSTEM =
      List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64");
  private static final List<String> NAMES = List.of("/etc/hosts", "/etc/resolv.conf");

  record Link(Path path, Path target) {}

  /// @param directory to keep files of sandboxes in
  public static HostSystem read(Path directory) throws IOException {
    List<Path> directories = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    for (String name : SYSTEM) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        links.add(new Link(path, Files.readSymbolicLink(path)));
      } else if (Files.isDirectory(path)) {
        directories.add(path);
      }
    }
    return new HostSystem(directories, links, PreparedEtc.in(directory), findNames());
  }

  /// Whether the path is visible in the sandbox by itself.
  boolean shows(Path path) {
    return directories.stream().anyMatch(real(path)::startsWith);
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException _) {
      return path; // it does not exist, which its user finds out
    }
  }

  private static Map<String, Path> findNames() {
    Map<String, Path> found = new LinkedHashMap<>();
    for (String name : NAMES) {
      Path path = Path.of(name);
      if (Files.isReadable(path)) {
        found.put(name, real(path));
      }
    }
    return found;
  }
}
