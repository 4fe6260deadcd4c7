package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.runtime.process.Bubblewrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadableDirectoryTest {
  private static final String READ =
      """
      def handler(event, context):
          try:
              with open(event["path"], event["mode"]) as file:
                  return file.read() if event["mode"] == "r" else file.write("changed")
          except OSError as error:
              return "refused"
      """;

  @TempDir Path directory;

  @Test
  void a_function_reads_a_directory_that_it_was_given_and_cannot_change_it() throws IOException {
    Path inbox = Files.createDirectory(directory.resolve("inbox"));
    Path file = Files.writeString(inbox.resolve("note.txt"), "hello");

    try (var host = new Host(directory, settings -> settings.withReadable(List.of(inbox)))) {
      FunctionSpec reader = host.python(READ);
      assertThat(host.answer(reader, question(file, "r"))).isEqualTo("\"hello\"");
      if (isSandboxed()) {
        assertThat(host.answer(reader, question(file, "w"))).isEqualTo("\"refused\"");
        assertThat(file).hasContent("hello");
      }
    }
  }

  private static boolean isSandboxed() throws IOException {
    try {
      return Bubblewrap.probe().isPresent();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static String question(Path file, String mode) {
    return "{\"path\":\"%s\",\"mode\":\"%s\"}".formatted(file, mode);
  }
}
