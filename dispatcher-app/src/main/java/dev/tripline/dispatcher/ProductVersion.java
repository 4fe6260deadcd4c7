package dev.tripline.dispatcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which version of the product this is, as `--version` says it and `/actuator/info` shows it.
final class ProductVersion {
  private ProductVersion() {}

  /// One line: version, commit, and the Java that runs it. A build outside of a git repository has no
  /// commit; one with changes that are in no commit is marked.
  static String line() {
    Properties build = properties("META-INF/build-info.properties");
    Properties git = properties("git.properties");
    String commit = git.getProperty("git.commit.id.abbrev");
    boolean changed = Boolean.parseBoolean(git.getProperty("git.dirty"));
    return "tripline %s (%sJava %s)"
        .formatted(
            build.getProperty("build.version", "of no build"),
            commit == null ? "" : "commit " + commit + (changed ? " with changes, " : ", "),
            Runtime.version());
  }

  private static Properties properties(String name) {
    Properties properties = new Properties();
    try (InputStream in = ProductVersion.class.getClassLoader().getResourceAsStream(name)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
    return properties;
  }
}
