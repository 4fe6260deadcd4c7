package dev.tripline.runtime.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Mounts below a new root, in the format of `fstab(5)`, in the order in which they are made.
final class MountTable {
  private final Path root;
  private final HostMounts host;
  private final StringBuilder lines = new StringBuilder();

  MountTable(Path root, HostMounts host) {
    this.root = root;
    this.host = host;
  }

  /// Shows a directory or file of the host, with everything mounted inside it.
  void readOnly(Path source, String target) {
    bind(source, target, List.of("rbind", "ro", "nosuid", "nodev"));
    for (Path inner : host.below(source)) {
      // The kernel makes only the outermost mount of a tree read-only.
      bind(
          inner,
          target + inner.toString().substring(source.toString().length()),
          List.of("rbind", "ro", "nosuid", "nodev"));
    }
  }

  /// The same at a place that may have to be made first, in a file system that is still empty.
  void readOnlyMade(Path source, String target) {
    bind(source, target, List.of("rbind", "ro", "nosuid", "nodev", "X-mount.mkdir"));
  }

  void writable(Path source, String target) {
    bind(source, target, List.of("rbind", "nosuid", "nodev"));
  }

  /// A device, as it is.
  void device(Path source, String target) {
    line(source.toString(), target, "none", "bind");
  }

  /// Covers something in the new root with itself, read-only.
  void freeze(String target) {
    line(root + target, target, "none", "rbind,ro,nosuid,nodev,noexec");
  }

  void fileSystem(String type, String target, String options) {
    line(type, target, type, options);
  }

  private void bind(Path source, String target, List<String> options) {
    List<String> all = new ArrayList<>(options);
    host.lockedOptions(source).stream().filter(option -> !all.contains(option)).forEach(all::add);
    line(source.toString(), target, "none", String.join(",", all));
  }

  private void line(String source, String target, String type, String options) {
    lines
        .append(escaped(source))
        .append(' ')
        .append(escaped(root + target))
        .append(' ')
        .append(type)
        .append(' ')
        .append(options)
        .append(" 0 0\n");
  }

  private static String escaped(String path) {
    StringBuilder text = new StringBuilder();
    path.chars()
        .forEach(c -> {
          if (c == ' ' || c == '\t' || c == '\n' || c == '\\' || c == '#') {
            text.append("\\%03o".formatted(c));
          } else {
            text.append((char) c);
          }
        });
    return text.toString();
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
