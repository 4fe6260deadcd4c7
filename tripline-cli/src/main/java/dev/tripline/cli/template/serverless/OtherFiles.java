package dev.tripline.cli.template.serverless;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.session.UsageException;
import dev.tripline.cli.template.TemplateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Files that a template names by `${file(…)}`: YAML and JSON below its directory, each read once.
final class OtherFiles {
  private static final int MOST_FILES = 100;

  /// Of all together, as a template may have.
  private static final int MOST_BYTES = 16 << 20;

  private final Path directory;
  private final Map<Path, Json> read = new HashMap<>();
  private int bytes;

  /// @param directory of the template
  OtherFiles(Path directory) {
    this.directory = directory;
  }

  /// @return nothing if there is no such file
  /// @throws UsageException if it is not read, with the reason
  Json get(String name) {
    try {
      Path asked = directory.resolve(name);
      if (!Files.exists(asked)) {
        return Json.NOTHING;
      }
      Path file = asked.toRealPath();
      Json known = read.get(file);
      return known == null ? first(name, file) : known;
    } catch (InvalidPathException | IOException e) {
      throw new UsageException("file(" + name + ") cannot be read: " + e);
    }
  }

  /// What was read so far.
  Collection<Json> all() {
    return read.values();
  }

  private Json first(String name, Path file) throws IOException {
    if (!file.startsWith(directory.toRealPath())) {
      throw new UsageException("file(" + name + ") is outside of the template's directory");
    }
    String kind = file.toString().replaceFirst(".*\\.", "");
    if (!Files.isRegularFile(file) || !List.of("yml", "yaml", "json").contains(kind)) {
      throw new UsageException("file(" + name + ") is not read: only YAML and JSON are");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] text = in.readNBytes(Math.max(0, MOST_BYTES - bytes) + 1);
      bytes += text.length;
      if (bytes > MOST_BYTES || read.size() == MOST_FILES) {
        throw new UsageException(
            "files of the template have more than 16 MB, or are more than 100");
      }
      Json value = TemplateFile.read(new String(text, StandardCharsets.UTF_8));
      read.put(file, value);
      return value;
    } catch (UsageException e) {
      throw new UsageException("file(" + name + "): " + e.getMessage());
    }
  }
}
