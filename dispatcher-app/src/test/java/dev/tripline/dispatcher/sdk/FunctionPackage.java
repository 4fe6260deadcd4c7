package dev.tripline.dispatcher.sdk;

import dev.tripline.sdk.EventHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Packs handlers of this test with the SDK, as a build would.
final class FunctionPackage {
  private FunctionPackage() {}

  static byte[] of(Class<?>... handlers) throws IOException, URISyntaxException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (Class<?> handler : handlers) {
        Path classes = location(handler);
        String name = handler.getName().replace('.', '/');
        try (Stream<Path> files = Files.list(classes.resolve(name).getParent())) {
          for (Path file : files.toList()) {
            String found = classes.relativize(file).toString();
            if (found.equals(name + ".class") || found.startsWith(name + "$")) {
              add(zip, found, file);
            }
          }
        }
      }
      for (Class<?> used :
          List.of(EventHandler.class, com.amazonaws.services.lambda.runtime.Context.class)) {
        addLibrary(zip, location(used));
      }
    }
    return bytes.toByteArray();
  }

  /// A jar goes to `lib`; the classes of a module that is not packaged yet go beside the handlers.
  private static void addLibrary(ZipOutputStream zip, Path location) throws IOException {
    if (Files.isRegularFile(location)) {
      add(zip, "lib/" + location.getFileName(), location);
      return;
    }
    try (Stream<Path> files = Files.walk(location)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        add(zip, location.relativize(file).toString(), file);
      }
    }
  }

  private static void add(ZipOutputStream zip, String name, Path file) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    Files.copy(file, zip);
    zip.closeEntry();
  }

  private static Path location(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
