import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks (`check`) or applies (`apply`) google-java-format to every Java file of the tree. A program
/// of its own because the formatter needs the JDK 25 parser, whatever JDK Maven runs on.
class Format {
  private final Formatter formatter =
      new Formatter(JavaFormatterOptions.builder().formatJavadoc(false).build());

  void main(String[] args) throws IOException {
    boolean apply = args[0].equals("apply");
    List<Path> off = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(args[1]))) {
      for (Path file : files.filter(Format::isSource).toList()) {
        String before = Files.readString(file);
        String after = formatted(file, before);
        if (!after.equals(before)) {
          off.add(file);
          if (apply) {
            Files.writeString(file, after);
          }
        }
      }
    }
    off.forEach(file -> IO.println((apply ? "formatted " : "not formatted: ") + file));
    if (!apply && !off.isEmpty()) {
      IO.println("Run: mvn -N process-sources -Dformat.mode=apply");
      System.exit(1);
    }
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
