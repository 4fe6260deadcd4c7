package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void a_function_reads_a_directory_that_it_was_given_and_cannot_change_it(World world)
      throws IOException {
    Path inbox = Files.createDirectory(directory.resolve("inbox"));
    Path file = Files.writeString(inbox.resolve("note.txt"), "hello");
    try (var host = new Host(directory, world, s -> s.withReadable(List.of(inbox)))) {
      FunctionSpec reader = host.python(READ);
      assertThat(host.answer(reader, question(file, "r"))).isEqualTo("\"hello\"");
      assertThat(host.answer(reader, question(file, "w")))
          .isEqualTo(host.isSandboxed() ? "\"refused\"" : "7");
      assertThat(file).hasContent(host.isSandboxed() ? "hello" : "changed");
    }
  }

  private static String question(Path file, String mode) {
    return "{\"path\":\"%s\",\"mode\":\"%s\"}".formatted(file, mode);
  }
}
