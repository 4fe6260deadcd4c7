package dev.tripline.runtime.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Directories in which something is made before it is moved to its place, and to which something is
/// moved before it is removed. Each is named after its process: by id and start, since in a container
/// every dispatcher has the same id.
public final class Staging {
  private static final Pattern NAME = Pattern.compile("(?<pid>\\d{1,10})-(?<start>\\d{1,15})-.+");

  /// The start of another process is computed of the clock, which may have been set meanwhile.
  private static final Duration CLOCK = Duration.ofMinutes(1);

  private static final String OWN = of(ProcessHandle.current());

  private Staging() {}

  private static String of(ProcessHandle process) {
    return process.pid() + "-" + start(process).toEpochMilli() + "-";
  }

  private static Instant start(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  public static Path create(Path staging) throws IOException {
    return Files.createTempDirectory(staging, OWN);
  }

  /// Moves a tree away at once; nothing if there is none.
  ///
  /// @param to in a directory of [#create], which the caller removes
  public static void move(Path tree, Path to) throws IOException {
    if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(tree, to);
    }
  }

  /// Removes what processes have left that are gone, those among them that had the id of one that runs.
  public static void clear(Path staging) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.list(staging)) {
      all = found.toList();
    }
    for (Path each : all) {
      if (isLeftOver(each)) {
        Trees.remove(each);
      }
    }
  }

  /// Whether a directory was made by a process that is gone, had it the id of one that runs or not.
  public static boolean isLeftOver(Path directory) {
    String name = String.valueOf(directory.getFileName());
    return !name.startsWith(OWN) && !isOfAnother(name);
  }

  private static boolean isOfAnother(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return false;
    }
    long pid = Long.parseLong(parts.group("pid"));
    if (pid == ProcessHandle.current().pid()) {
      return false;
    }
    Instant start = Instant.ofEpochMilli(Long.parseLong(parts.group("start")));
    return ProcessHandle.of(pid)
        .map(Staging::start)
        .filter(found -> Duration.between(found, start).abs().compareTo(CLOCK) <= 0)
        .isPresent();
  }
}
