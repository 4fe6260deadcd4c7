package dev.tripline.testkit.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/// Lets a JVM start in half the time: an archive of the classes that a first start has loaded,
/// which later ones map into memory in place of reading and checking class files. It needs jars, so
/// directories of the class path are packed first. Kept until this JVM ends.
public final class ClassArchive {
  private static final Map<List<String>, List<String>> MADE = new ConcurrentHashMap<>();

  private ClassArchive() {}

  /// Arguments for a JVM that name class path and archive. Blocks for the first start, which is made
  /// when JVM arguments and class path are first asked for together; other main classes share the archive.
  ///
  /// @param jvmArguments of the JVMs that will use it
  /// @param training arguments behind those, main class included, of a first start that ends by itself
  public static List<String> arguments(
      List<String> jvmArguments, String classPath, List<String> training) {
    List<String> key = new ArrayList<>(jvmArguments);
    key.add(classPath);
    return MADE.computeIfAbsent(key, _ -> make(jvmArguments, classPath, training));
  }

  private static List<String> make(
      List<String> jvmArguments, String classPath, List<String> training) {
    Path directory = ServerProcess.newDirectory("class-archive");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ServerProcess.remove(directory)));
    List<String> jars = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      if (entry.isEmpty()) {
        continue; // a class path may end with a separator
      }
      jars.add(Files.isDirectory(Path.of(entry)) ? pack(directory, entry, jars.size()) : entry);
    }
    List<String> packed = List.of("-cp", String.join(File.pathSeparator, jars));
    Path archive = directory.resolve("classes.jsa");
    List<String> line = new ArrayList<>(jvmArguments);
    line.add("-XX:ArchiveClassesAtExit=" + archive);
    line.addAll(packed);
    line.addAll(training);
    train(directory, line);
    if (!Files.exists(archive)) {
      throw new IllegalStateException("no archive of classes was made:\n" + output(directory));
    }
    List<String> arguments = new ArrayList<>(packed);
    arguments.add("-XX:SharedArchiveFile=" + archive);
    arguments.add("-Xlog:cds=off"); // it says at each start what such an archive cannot hold
    return List.copyOf(arguments);
  }

  private static String pack(Path directory, String classes, int number) {
    String jar = directory.resolve(number + ".jar").toString();
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--create",
                "--no-compress",
                "--file",
                jar,
                "-C",
                classes,
                ".");
    if (status != 0) {
      throw new IllegalStateException(classes + " cannot be packed");
    }
    return jar;
  }

  private static void train(Path directory, List<String> line) {
    try {
      Path arguments = directory.resolve("java-arguments");
      Files.write(arguments, line.stream().map(AppProcess::quote).toList());
      Process process =
          new ProcessBuilder(AppProcess.javaExecutable(), "@" + arguments)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("output.txt").toFile())
              .start();
      boolean ended = process.waitFor(ServerProcess.START_LIMIT.toSeconds(), TimeUnit.SECONDS);
      process.destroyForcibly();
      if (!ended || process.exitValue() != 0) {
        throw new IllegalStateException("the first start failed:\n" + output(directory));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the first start failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while classes were archived", e);
    }
  }

  private static String output(Path directory) {
    try {
      return Files.readString(directory.resolve("output.txt"));
    } catch (IOException e) {
      return "(its output cannot be read: " + e.getMessage() + ")";
    }
  }
}
