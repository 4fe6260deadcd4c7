package dev.tripline.runtime.language;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a Java function with SnapStart starts from beside its package: a jar of the package's own classes
/// and, once it was trained, a cache of them as they are after a start. They can be kept in a cache only if
/// the JVM's own class path leads to them, and that has jars alone.
///
/// @param place a directory of this host, which the function sees at the same path
/// @param classPath of the function, in the order that Lambda has: its classes, its jars, those of its layers
/// @param cache where it is in the place, or is to be
/// @param trains whether the start is to write the cache, as [#WRITTEN]
public record SnapStart(Path place, List<Entry> classPath, Path cache, boolean trains) {
  /// In the function's `/tmp`.
  public static final String WRITTEN = "cache.aot";

  /// The class loader of functions leaves everything to the class path; in training, the JVM ends when its
  /// Runtime API does.
  private static final String PROPERTY = "-Ddev.tripline.snapstart=";

  /// The name of the jar in its place.
  public static final String JAR = "function.jar";

  String option() {
    return PROPERTY + (trains ? "training" : "start");
  }

  /// The class path of a function.
  static List<Entry> classPath(LaunchRequest request, Path place) {
    List<Entry> all = new ArrayList<>();
    Path jar = place.resolve(JAR);
    all.add(new Entry(jar, jar));
    addJars(request.taskRoot().resolve("lib"), request.view().taskRoot().resolve("lib"), all);
    Path layers = request.layersRoot();
    if (layers != null) {
      String libraries = "java/lib";
      addJars(layers.resolve(libraries), request.view().layersRoot().resolve(libraries), all);
    }
    return all;
  }

  private static void addJars(Path directory, Path seen, List<Entry> all) {
    String[] names =
        directory.toFile().list((in, name) -> name.endsWith(".jar") && new File(in, name).isFile());
    if (names != null) {
      Arrays.sort(names);
      for (String name : names) {
        all.add(new Entry(directory.resolve(name), seen.resolve(name)));
      }
    }
  }

  /// A jar.
  ///
  /// @param seen its path for the function
  public record Entry(Path file, Path seen) {
    /// What a JVM compares before it uses a cache.
    String state() {
      File at = file.toFile();
      return seen + " " + at.length() + " " + at.lastModified();
    }
  }
}
