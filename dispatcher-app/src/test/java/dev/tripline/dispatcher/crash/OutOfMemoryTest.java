package dev.tripline.dispatcher.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.process.AppProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A dispatcher without memory ends, instead of going on with some of its threads.
class OutOfMemoryTest {
  private static final Pattern OPTIONS = Pattern.compile("JDK_JAVA_OPTIONS=\"([^\"]+)\"");

  @TempDir Path directory;

  @Test
  void dispatcher_as_the_image_starts_it_ends_without_memory() throws Exception {
    AppProcess.Plan plan =
        AppProcess.Plan.ofMainClass(
                directory,
                HungryApplication.class.getName(),
                Map.of("tripline.data-directory", "d"))
            .with(options())
            .with("-Xmx192m");
    try (AppProcess app = AppProcess.launch(plan)) {
      assertThat(app.awaitExit(Duration.ofSeconds(90))).as(app.outputTail(20)).isEqualTo(3);
    }
  }

  private static String[] options() throws IOException {
    Matcher options = OPTIONS.matcher(Files.readString(Path.of("../Dockerfile")));
    assertThat(options.find()).isTrue();
    return options.group(1).split(" ");
  }
}
