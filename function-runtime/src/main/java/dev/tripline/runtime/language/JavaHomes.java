package dev.tripline.runtime.language;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The JDKs of this host, by major version.
final class JavaHomes {
  private static final Logger LOG = LoggerFactory.getLogger(JavaHomes.class);
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)[^\"]*\"");

  private final TreeMap<Integer, Path> homes = new TreeMap<>();

  private JavaHomes() {}

  static JavaHomes find() {
    JavaHomes found = new JavaHomes();
    found.add(Path.of(System.getProperty("java.home")));
    Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(found::add);
    Path installed = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(installed)) {
      try (Stream<Path> all = Files.list(installed)) {
        all.sorted().forEach(found::add);
      } catch (IOException e) {
        LOG.warn("The JDKs in {} are not used", installed, e);
      }
    }
    return found;
  }

  /// The JDK of that version, or else the next newer one: it runs older bytecode.
  Optional<Map.Entry<Integer, Path>> atLeast(int version) {
    return Optional.ofNullable(homes.ceilingEntry(version));
  }

  /// Other if the JDK there was replaced by another build.
  static String state(Path home) {
    StringBuilder state = new StringBuilder().append(home);
    for (String part : List.of("release", "lib/modules", "lib/server/libjvm.so")) {
      File file = home.resolve(part).toFile();
      state.append(' ').append(file.length()).append(' ').append(file.lastModified());
    }
    return state.toString();
  }

  private void add(Path home) {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return;
    }
    try {
      for (String line : Files.readAllLines(release)) {
        Matcher version = VERSION.matcher(line);
        if (version.matches()) {
          homes.putIfAbsent(Integer.parseInt(version.group(1)), home.toRealPath());
        }
      }
    } catch (IOException e) {
      LOG.warn("The JDK in {} is not used", home, e);
    }
  }

  @Override
  public String toString() {
    return List.copyOf(homes.keySet()).toString();
  }
}
