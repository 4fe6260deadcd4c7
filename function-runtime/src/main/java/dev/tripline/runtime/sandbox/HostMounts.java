package dev.tripline.runtime.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The file systems that are mounted on this host, as `/proc/self/mountinfo` lists them.
final class HostMounts {
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
  private static final List<String> LOCKABLE = List.of("ro", "noexec");

  /// Mount options by mount point; of several mounts at one place the last is the one seen.
  private final Map<Path, List<String>> options = new HashMap<>();

  private HostMounts() {}

  static HostMounts read() throws IOException {
    return of(Files.readAllLines(Path.of("/proc/self/mountinfo")));
  }

  /// @param lines as in `mountinfo(5)`: id, parent, device, root, mount point, options and more
  static HostMounts of(List<String> lines) {
    HostMounts mounts = new HostMounts();
    for (String line : lines) {
      String[] fields = line.split(" ", 7);
      if (fields.length > 5) {
        mounts.options.put(Path.of(unescaped(fields[4])), List.of(fields[5].split(",", -1)));
      }
    }
    return mounts;
  }

  /// Options of the mount that holds the path which a bind mount of it must repeat: the kernel refuses
  /// an ordinary user who would lift one of them.
  List<String> lockedOptions(Path path) {
    for (@Nullable Path at = path; at != null; at = at.getParent()) {
      List<String> found = options.get(at);
      if (found != null) {
        return LOCKABLE.stream().filter(found::contains).toList();
      }
    }
    return List.of();
  }

  /// Mount points inside the directory, outer ones first.
  List<Path> below(Path directory) {
    List<Path> below = new ArrayList<>();
    for (Path point : options.keySet()) {
      if (point.startsWith(directory) && !point.equals(directory)) {
        below.add(point);
      }
    }
    below.sort(null);
    return below;
  }

  private static String unescaped(String field) {
    return OCTAL
        .matcher(field)
        .replaceAll(code ->
            Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 8))));
  }
}
