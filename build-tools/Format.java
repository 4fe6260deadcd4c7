import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks (`check`) or applies (`apply`) google-java-format to every Java file of the tree. A program
/// of its own because the formatter needs the JDK 25 parser, whatever JDK Maven runs on.
///
/// Arguments: the mode, the root of the tree, and a file whose time is that of the last run which left
/// everything formatted. Older files are not read again, unless the formatter or this program has
/// changed since.
class Format {
  private final Formatter formatter =
      new Formatter(JavaFormatterOptions.builder().formatJavadoc(false).build());

  void main(String[] args) throws IOException {
    boolean apply = args[0].equals("apply");
    Path stamp = Path.of(args[2]);
    FileTime start = FileTime.from(Instant.now());
    List<Path> off = new ArrayList<>();
    for (Path file : unchecked(Path.of(args[1]), stamp)) {
      String before = Files.readString(file);
      String after = formatted(file, before);
      if (!after.equals(before)) {
        off.add(file);
        if (apply) {
          Files.writeString(file, after);
        }
      }
    }
    off.forEach(file -> IO.println((apply ? "formatted " : "not formatted: ") + file));
    if (!apply && !off.isEmpty()) {
      IO.println("Run: mvn -N process-sources -Dformat.mode=apply");
      System.exit(1);
    }
    Files.writeString(stamp, version());
    Files.setLastModifiedTime(stamp, start);
  }

  private static List<Path> unchecked(Path root, Path stamp) throws IOException {
    FileTime checked =
        Files.exists(stamp) && Files.readString(stamp).equals(version())
            ? Files.getLastModifiedTime(stamp)
            : FileTime.fromMillis(0);
    List<Path> changed = new ArrayList<>();
    List<Path> all;
    try (Stream<Path> files = Files.walk(root)) {
      all = files.filter(Format::isSource).toList();
    }
    for (Path file : all) {
      if (Files.getLastModifiedTime(file).compareTo(checked) >= 0) {
        changed.add(file);
      }
    }
    return changed.stream().anyMatch(file -> file.endsWith("build-tools/Format.java"))
        ? all
        : changed;
  }

  private static String version() {
    return String.valueOf(Formatter.class.getPackage().getImplementationVersion());
  }

  private String formatted(Path file, String source) {
    try {
      return formatter.formatSourceAndFixImports(source);
    } catch (FormatterException e) {
      throw new IllegalStateException(file + " cannot be parsed: " + e.getMessage(), e);
    }
  }

  private static boolean isSource(Path file) {
    String path = file.toString();
    return path.endsWith(".java") && !path.contains("/target/") && !path.contains("/node_modules/");
  }
}
