package dev.tripline.dispatcher.handlers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// Packs what a developer's build would pack.
final class HandlerPackage {
  private HandlerPackage() {}

  /// The archive of some folders' content, with permissions; links are left out.
  static byte[] zip(Path... folders) {
    try {
      Path directory = Files.createTempDirectory("handler");
      Path archive = directory.resolve("package.zip");
      try (FileSystem zip =
          FileSystems.newFileSystem(
              URI.create("jar:" + archive.toUri()),
              Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
        for (Path folder : folders) {
          copy(folder, zip.getPath("/"));
        }
      }
      byte[] bytes = Files.readAllBytes(archive);
      Files.delete(archive);
      Files.delete(directory);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path folder, Path root) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(HandlerPackage::isPacked).toList()) {
        Path target = root.resolve(folder.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        Files.setAttribute(target, "zip:permissions", Files.getPosixFilePermissions(file));
      }
    }
  }

  private static boolean isPacked(Path file) {
    return Files.isRegularFile(file) && !Files.isSymbolicLink(file);
  }

  /// The classes of a folder's sources, and its other files, in a new folder.
  ///
  /// @param libraries with jars in `java/lib`
  /// @param into is made
  static Path compile(Path sources, Path libraries, Path into) {
    try (Stream<Path> files = Files.walk(sources);
        Stream<Path> jars = Files.list(libraries.resolve("java/lib"))) {
      Files.createDirectories(into);
      String classPath = jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
      List<String> arguments =
          new ArrayList<>(
              List.of("-proc:none", "-parameters", "--release", "17", "-d", into.toString()));
      arguments.addAll(List.of("-cp", classPath));
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().endsWith(".java")) {
          arguments.add(file.toString());
        } else {
          Files.copy(file, into.resolve(sources.relativize(file)));
        }
      }
      int failed =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, arguments.toArray(String[]::new));
      if (failed != 0) {
        throw new IllegalStateException(sources + " does not compile");
      }
      return into;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
