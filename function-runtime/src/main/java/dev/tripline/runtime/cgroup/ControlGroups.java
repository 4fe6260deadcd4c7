package dev.tripline.runtime.cgroup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control group that was delegated to this dispatcher, divided: one part for itself, one for each
/// worker.
///
/// A group is delegated if it is this user's to change, as in a systemd unit with `Delegate=yes` or in a
/// container. Root may change every group of its host, so for root it must be marked by systemd, or be
/// the uppermost of a container.
public final class ControlGroups {
  private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);
  private static final String DISPATCHER = "tripline-dispatcher";
  private static final String WORKER = "tripline-worker-";
  private static final List<String> WANTED = List.of("memory", "pids", "cpu");
  private static final String DELEGATED = "delegate"; // user.delegate=1

  private final Path directory;
  private final List<String> controllers;
  private final String prefix;

  private ControlGroups(Path directory, List<String> controllers) {
    this.directory = directory;
    this.controllers = controllers;
    this.prefix = WORKER + life(ProcessHandle.current()) + "-";
  }

  /// @param groups null if none are delegated
  public record Search(@Nullable ControlGroups groups, Enforcement enforcement) {
    private static Search without(String why) {
      return new Search(null, new Enforcement(List.of(), why));
    }
  }

  /// Looks for a delegated group and divides it: this process moves into a part of its own, and what an
  /// earlier dispatcher left of its workers is removed.
  public static Search here() {
    try {
      Path self = Path.of("/proc/self");
      Optional<OwnGroup> own =
          OwnGroup.of(
              Files.readAllLines(self.resolve("cgroup")),
              Files.readAllLines(self.resolve("mountinfo")));
      boolean root = Files.getAttribute(self, "unix:uid").equals(0);
      return own.isEmpty()
          ? Search.without("this process has no control group of version 2 that is mounted here")
          : divide(own.get(), root);
    } catch (IOException e) {
      LOG.warn("Control groups are not used", e);
      return Search.without("the control group could not be divided: " + e);
    }
  }

  /// @param root whether this user may change every group
  static Search divide(OwnGroup own, boolean root) throws IOException {
    Path group = own.path().endsWith(DISPATCHER) ? parent(own.path()) : own.path();
    Optional<String> why = whyNotDelegated(group, group.equals(own.uppermost()), root);
    if (why.isPresent()) {
      return Search.without(why.get());
    }
    List<String> there = words(group.resolve("cgroup.controllers"));
    List<String> wanted = WANTED.stream().filter(there::contains).toList();
    if (!wanted.contains("memory") && !wanted.contains("pids")) {
      return Search.without("the control group " + group + " has neither memory nor pids");
    }
    if (!words(group.resolve("cgroup.subtree_control")).containsAll(wanted)) {
      moveAside(group);
      WorkerGroup.write(group.resolve("cgroup.subtree_control"), "+" + String.join(" +", wanted));
    }
    ControlGroups groups = new ControlGroups(group, wanted);
    groups.sweep();
    LOG.info("Workers are held to their limits by control groups in {}: {}", group, wanted);
    String missing =
        wanted.containsAll(WANTED) ? "" : "not all controllers are delegated, only " + wanted;
    return new Search(groups, new Enforcement(wanted, missing));
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  private static Optional<String> whyNotDelegated(Path group, boolean top, boolean root)
      throws IOException {
    if (!Files.exists(group.resolve("cgroup.type"))) {
      return Optional.of("the dispatcher is in the uppermost control group of this host");
    }
    for (String file : List.of("", "cgroup.procs", "cgroup.subtree_control")) {
      if (!Files.isWritable(group.resolve(file))) {
        return Optional.of("the control group " + group + " is not this user's to change");
      }
    }
    if (root && !top && !isMarked(group)) {
      return Optional.of(
          "the control group " + group + " is not delegated (systemd does so with Delegate=yes)");
    }
    return Files.exists(group.resolve("cgroup.kill"))
        ? Optional.empty()
        : Optional.of("this kernel cannot end a control group (Linux 5.14 or later can)");
  }

  private static boolean isMarked(Path group) throws IOException {
    var view = Files.getFileAttributeView(group, UserDefinedFileAttributeView.class);
    if (view == null || !view.list().contains(DELEGATED)) {
      return false;
    }
    ByteBuffer value = ByteBuffer.allocate(view.size(DELEGATED));
    view.read(DELEGATED, value);
    return new String(value.array(), StandardCharsets.US_ASCII).equals("1");
  }

  /// A group whose parts have limits holds no process itself.
  private static void moveAside(Path group) throws IOException {
    Path own = group.resolve(DISPATCHER);
    if (!Files.exists(own)) {
      Files.createDirectory(own);
    }
    for (String process : words(group.resolve("cgroup.procs"))) {
      if (ProcessHandle.of(Long.parseLong(process)).isPresent()) {
        WorkerGroup.write(own.resolve("cgroup.procs"), process);
      }
    }
  }

  /// Removes groups of dispatchers that are gone.
  private void sweep() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, WORKER + "*")) {
      for (Path group : found) {
        if (isLeft(group.getFileName().toString())) {
          LOG.info(
              "Control group {} was left by a dispatcher that has ended, and is removed", group);
          new WorkerGroup(group, controllers).remove();
        }
      }
    }
  }

  static boolean isLeft(String name) {
    String life = name.substring(WORKER.length()).split("-", 2)[0];
    String process = life.split("\\.", 2)[0];
    try {
      return ProcessHandle.of(Long.parseLong(process))
          .filter(ProcessHandle::isAlive)
          .filter(alive -> life(alive).equals(life))
          .isEmpty();
    } catch (NumberFormatException _) {
      return false; // not ours
    }
  }

  /// The process, told apart from an earlier one with its number.
  static String life(ProcessHandle process) {
    return process.pid()
        + "."
        + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /// A new group with these limits; it has no process yet.
  public WorkerGroup create(GroupLimits limits) throws IOException {
    Path made = Files.createTempDirectory(directory, prefix);
    try {
      for (Map.Entry<String, String> file : limits.files().entrySet()) {
        String controller = file.getKey().substring(0, file.getKey().indexOf('.'));
        Path path = made.resolve(file.getKey());
        // Some are missing on a kernel without swap.
        if (controllers.contains(controller) && Files.exists(path)) {
          WorkerGroup.write(path, file.getValue());
        }
      }
      return new WorkerGroup(made, controllers);
    } catch (IOException e) {
      Files.deleteIfExists(made);
      throw e;
    }
  }

  private static List<String> words(Path file) throws IOException {
    List<String> words = new ArrayList<>();
    for (String word : Files.readString(file).split("\\s+", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }
}
