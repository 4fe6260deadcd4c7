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
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `/etc` of sandboxes: copies of the files that programs need to find names, certificates, libraries
/// and time zones, and nothing else of the host's. A file that not everybody may read is left out.
final class PreparedEtc {
  private static final Logger LOG = LoggerFactory.getLogger(PreparedEtc.class);
  private static final Path HOST = Path.of("/etc");
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

  /// Makes it anew.
  ///
  /// @param directory in which it is made
  static Path in(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path fresh = Files.createTempDirectory(directory, ".etc-");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name : SHOWN) {
      int slash = name.lastIndexOf('/');
      Path parent = slash < 0 ? HOST : HOST.resolve(name.substring(0, slash));
      if (Files.isDirectory(parent)) {
        try (DirectoryStream<Path> found =
            Files.newDirectoryStream(parent, name.substring(slash + 1))) {
          for (Path path : found) {
            copy(path, fresh);
          }
        }
      }
    }
    writeUsers(fresh);
    for (String live : List.of("hosts", "resolv.conf")) {
      Path file = fresh.resolve(live);
      Files.deleteIfExists(file);
      Files.createFile(file); // the host's own is mounted there
    }
    Path etc = directory.resolve("etc");
    Trees.remove(etc);
    return Files.move(fresh, etc).toRealPath();
  }

  /// Root, the user of the dispatcher, and nobody.
  private static void writeUsers(Path etc) throws IOException {
    Object uid = Files.getAttribute(etc, "unix:uid");
    Object gid = Files.getAttribute(etc, "unix:gid");
    StringBuilder users = new StringBuilder("root:x:0:0:root:/tmp:/bin/sh\n");
    StringBuilder groups = new StringBuilder("root:x:0:\n");
    if (!uid.equals(0)) {
      users.append("function:x:%s:%s:function:/tmp:/bin/sh\n".formatted(uid, gid));
      groups.append("function:x:%s:\n".formatted(gid));
    }
    users.append("nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n");
    groups.append("nogroup:x:65534:\n");
    Files.writeString(etc.resolve("passwd"), users);
    Files.writeString(etc.resolve("group"), groups);
  }

  private static void copy(Path from, Path etc) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(etc.resolve(HOST.relativize(path)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            Path target = etc.resolve(HOST.relativize(path));
            Files.createDirectories(target.getParent());
            if (attributes.isSymbolicLink()) {
              Files.createSymbolicLink(target, Files.readSymbolicLink(path));
            } else if (attributes.isRegularFile()
                && attributes.size() <= LARGEST
                && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
              Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException failure) {
            LOG.debug("{} is left out of sandboxes", path, failure);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
