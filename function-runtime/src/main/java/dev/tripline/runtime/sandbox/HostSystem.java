package dev.tripline.runtime.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The parts of this host that every sandboxed function sees.
///
/// @param directories shown read-only
/// @param links symbolic links in the root directory, as on hosts where `/bin` leads to `usr/bin`
/// @param secrets files in the shown directories that are hidden
/// @param nameServers the target of `/etc/resolv.conf`, if that is outside of `/etc`
record HostSystem(
    List<Path> directories, List<Link> links, List<Path> secrets, Optional<Path> nameServers) {
  private static final List<String> SYSTEM =
      List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc");
  private static final List<String> SECRETS =
      List.of("/etc/shadow", "/etc/gshadow", "/etc/sudoers");

  record Link(Path path, Path target) {}

  static HostSystem read() {
    List<Path> directories = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    for (String name : SYSTEM) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        links.add(new Link(path, targetOf(path)));
      } else if (Files.isDirectory(path)) {
        directories.add(path);
      }
    }
    List<Path> secrets = SECRETS.stream().map(Path::of).filter(Files::exists).toList();
    return new HostSystem(directories, links, secrets, findNameServers());
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

  private static Optional<Path> findNameServers() {
    try {
      Path real = Path.of("/etc/resolv.conf").toRealPath();
      return real.startsWith("/etc") ? Optional.empty() : Optional.of(real);
    } catch (IOException _) {
      return Optional.empty(); // a host without names has nothing to show
    }
  }

  private static Path targetOf(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
