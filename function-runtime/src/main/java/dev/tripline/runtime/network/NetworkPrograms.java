package dev.tripline.runtime.network;

import dev.tripline.runtime.process.HostProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The programs by which network namespaces are made, by absolute path.
record NetworkPrograms(Map<String, String> paths) {
  private static final List<String> PLACES =
      List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/local/sbin");

  /// By the package of Debian's that has them.
  private static final Map<String, List<String>> NEEDED =
      Map.of(
          "slirp4netns", List.of("slirp4netns"),
          "iproute2", List.of("ip"),
          "util-linux", List.of("unshare", "nsenter", "setpriv"),
          "perl-base", List.of("perl"));

  static final Path TUN = Path.of("/dev/net/tun");

  static NetworkPrograms find() {
    Map<String, String> found = new LinkedHashMap<>();
    NEEDED.values().stream()
        .flatMap(List::stream)
        .forEach(name -> HostProgram.find(PLACES, name).ifPresent(path -> found.put(name, path)));
    return new NetworkPrograms(Map.copyOf(found));
  }

  /// The things that are missing on this host, with their remedies; empty if nothing is.
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    NEEDED.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(entry -> !paths.keySet().containsAll(entry.getValue()))
        .forEach(entry -> missing.add("install " + entry.getKey()));
    if (!Files.isReadable(TUN) || !Files.isWritable(TUN)) {
      missing.add(
          "let the dispatcher's user read and write %s (for a container: --device %s)"
              .formatted(TUN, TUN));
    }
    return missing;
  }

  String path(String name) {
    String path = paths.get(name);
    if (path == null) {
      throw new IllegalStateException(name + " is not installed");
    }
    return path;
  }

  /// The command before one that ends with the thread that started it.
  List<String> endingWithStarter() {
    return List.of(path("setpriv"), "--pdeathsig", "KILL");
  }

  /// The command before one that runs in a new network namespace with the right to configure it.
  ///
  /// @param root whether this process is root, else the right comes from a user namespace
  List<String> newNamespace(boolean root) {
    List<String> command = new ArrayList<>(List.of(path("unshare"), "--net"));
    if (!root) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.add("--");
    return command;
  }

  /// The command before one that runs in the namespace of a process without any right over it.
  ///
  /// @param identity user and group of this process
  List<String> enter(long process, Identity identity) {
    List<String> command = new ArrayList<>();
    command.add(path("nsenter"));
    if (!identity.isRoot()) {
      command.addAll(List.of("--user=/proc/" + process + "/ns/user", "--preserve-credentials"));
    }
    command.addAll(List.of("--net=/proc/" + process + "/ns/net", "--"));
    if (!identity.isRoot()) {
      // Of this namespace's rights nothing is left in one inside it.
      command.addAll(
          List.of(
              path("unshare"),
              "--user",
              "--map-user=" + identity.user(),
              "--map-group=" + identity.group(),
              "--"));
    }
    return command;
  }

  /// The command before one that has no rights.
  List<String> withoutRights() {
    return List.of(
        path("setpriv"),
        "--no-new-privs",
        "--bounding-set=-all",
        "--inh-caps=-all",
        "--ambient-caps=-all",
        "--");
  }

  /// The user and group of this process.
  record Identity(String user, String group) {
    boolean isRoot() {
      return user.equals("0");
    }
  }
}
