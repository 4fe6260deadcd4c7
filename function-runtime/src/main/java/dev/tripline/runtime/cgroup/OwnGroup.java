package dev.tripline.runtime.cgroup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The control group (version 2) of a process, as `/proc` tells of it.
///
/// @param path its directory
/// @param uppermost directory of the uppermost group that the process sees, in a container its own
record OwnGroup(Path path, Path uppermost) {
  private static final String VERSION_2 = "0::";
  private static final String TYPE = "cgroup2";

  /// Empty if the process has none, or its file system is not mounted here.
  ///
  /// @param groups lines of `/proc/PID/cgroup`
  /// @param mounts lines of `/proc/PID/mountinfo`
  static Optional<OwnGroup> of(List<String> groups, List<String> mounts) {
    for (String group : groups) {
      if (group.startsWith(VERSION_2)) {
        Path inHierarchy = Path.of(group.substring(VERSION_2.length())).normalize();
        return mounts.stream().flatMap(line -> mounted(line, inHierarchy).stream()).findFirst();
      }
    }
    return Optional.empty();
  }

  private static Optional<OwnGroup> mounted(String line, Path group) {
    // 31 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw
    String[] halves = line.split(" - ", 2);
    String[] fields = halves[0].split(" ", 6);
    if (halves.length < 2 || fields.length < 6 || !halves[1].startsWith(TYPE + " ")) {
      return Optional.empty();
    }
    Path root = Path.of(fields[3]);
    if (!group.startsWith(root)) {
      return Optional.empty();
    }
    Path point = Path.of(fields[4]);
    return Optional.of(new OwnGroup(point.resolve(root.relativize(group)), point));
  }
}
