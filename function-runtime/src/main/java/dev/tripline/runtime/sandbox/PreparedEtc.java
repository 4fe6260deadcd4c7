package dev.tripline.runtime.sandbox;

import dev.tripline.runtime.pack.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `/etc` of sandboxes: copies of the files that programs need to find names, certificates, libraries
/// and time zones, and nothing else of the host's. A file that not everybody may read is left out.
/// Hosts have hundreds of links there: a copy stays as long as the host's files are as they were.
final class PreparedEtc {
  private static final Logger LOG = LoggerFactory.getLogger(PreparedEtc.class);
  private static final Path HOST = Path.of("/etc");
  private static final String STATE = "etc.state";
  private static final long LARGEST = 8 * 1024 * 1024;

  /// Names or patterns of names below `/etc`.
  private static final List<String> SHOWN =
      List.of(
          "alpine-release",
          "alternatives",
          "ca-certificates",
          "ca-certificates.conf",
          "crypto-policies",
          "debian_version",
          "fonts",
          "gai.conf",
          "host.conf",
          "hostname",
          "hosts",
          "inputrc",
          "java",
          "java-*",
          "ld-musl-*.path",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "locale.alias",
          "locale.conf",
          "localtime",
          "magic",
          "magic.mime",
          "mime.types",
          "networks",
          "nsswitch.conf",
          "os-release",
          "perl",
          "pki/ca-trust",
          "pki/java",
          "pki/tls/cert.pem",
          "pki/tls/certs",
          "pki/tls/openssl.cnf",
          "protocols",
          "python3*",
          "redhat-release",
          "resolv.conf",
          "rpc",
          "services",
          "ssl/cert.pem",
          "ssl/certs",
          "ssl/openssl.cnf",
          "system-release",
          "terminfo",
          "timezone");

  private PreparedEtc() {}

  /// Of the host's files, what is shown.
  ///
  /// @param state other if the copy would be another
  private record Shown(Path path, BasicFileAttributes attributes, String state) {

    static Shown of(Path path, BasicFileAttributes attributes) throws IOException {
      String state;
      if (attributes.isSymbolicLink()) {
        state = path + " -> " + Files.readSymbolicLink(path);
      } else if (attributes.isDirectory()) {
        state = path + "/";
      } else {
        state = "%s %d %s".formatted(path, attributes.size(), attributes.lastModifiedTime());
      }
      return new Shown(path, attributes, state);
    }

    void copy(Path etc) throws IOException {
      Path target = etc.resolve(HOST.relativize(path));
      if (attributes.isDirectory()) {
        Files.createDirectories(target);
        return;
      }
      Files.createDirectories(target.getParent());
      if (attributes.isSymbolicLink()) {
        Files.createSymbolicLink(target, Files.readSymbolicLink(path));
      } else {
        Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /// Makes it, or finds what was made by an earlier start.
  ///
  /// @param directory in which it is
  static Path in(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<Shown> shown = shown();
    Path etc = directory.resolve("etc");
    Path note = directory.resolve(STATE);
    Path fresh = Files.createTempDirectory(directory, ".etc-");
    Users users = Users.of(fresh);
    StringBuilder state = new StringBuilder(users.accounts()).append(users.groups());
    shown.forEach(file -> state.append(file.state()).append('\n'));
    if (Files.isDirectory(etc)
        && Files.exists(note)
        && Files.readString(note).contentEquals(state)) {
      Files.delete(fresh);
      return etc.toRealPath();
    }
    Files.deleteIfExists(note);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Shown file : shown) {
      file.copy(fresh);
    }
    Files.writeString(fresh.resolve("passwd"), users.accounts());
    Files.writeString(fresh.resolve("group"), users.groups());
    for (String live : List.of("hosts", "resolv.conf")) {
      Path file = fresh.resolve(live);
      Files.deleteIfExists(file);
      Files.createFile(file); // the host's own is mounted there
    }
    Trees.remove(etc);
    Files.move(fresh, etc);
    Files.writeString(note, state);
    return etc.toRealPath();
  }

  /// Root, the user of the dispatcher, and nobody.
  ///
  /// @param accounts in the form of `passwd`
  /// @param groups in the form of `group`
  private record Users(String accounts, String groups) {

    /// @param made by this process
    static Users of(Path made) throws IOException {
      Object uid = Files.getAttribute(made, "unix:uid");
      Object gid = Files.getAttribute(made, "unix:gid");
      StringBuilder accounts = new StringBuilder("root:x:0:0:root:/tmp:/bin/sh\n");
      StringBuilder groups = new StringBuilder("root:x:0:\n");
      if (!uid.equals(0)) {
        accounts.append("function:x:%s:%s:function:/tmp:/bin/sh\n".formatted(uid, gid));
        groups.append("function:x:%s:\n".formatted(gid));
      }
      accounts.append("nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n");
      groups.append("nogroup:x:65534:\n");
      return new Users(accounts.toString(), groups.toString());
    }
  }

  private static List<Shown> shown() throws IOException {
    List<Shown> all = new ArrayList<>();
    for (String name : SHOWN) {
      int slash = name.lastIndexOf('/');
      Path parent = slash < 0 ? HOST : HOST.resolve(name.substring(0, slash));
      if (Files.isDirectory(parent)) {
        try (DirectoryStream<Path> found =
            Files.newDirectoryStream(parent, name.substring(slash + 1))) {
          for (Path path : found) {
            Files.walkFileTree(path, new Reader(all));
          }
        }
      }
    }
    all.sort(Comparator.comparing(Shown::path));
    return all;
  }

  private static final class Reader extends SimpleFileVisitor<Path> {
    private final List<Shown> all;

    Reader(List<Shown> all) {
      this.all = all;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
        throws IOException {
      if (!isForEverybody(path)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      all.add(Shown.of(path, attributes));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      boolean copied =
          attributes.isRegularFile() && attributes.size() <= LARGEST && isForEverybody(path);
      if (copied || attributes.isSymbolicLink()) {
        all.add(Shown.of(path, attributes));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) {
      LOG.debug("{} is left out of sandboxes", path, failure);
      return FileVisitResult.CONTINUE;
    }

    private static boolean isForEverybody(Path path) throws IOException {
      return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
    }
  }
}
