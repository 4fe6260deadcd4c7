package dev.tripline.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Java function that gets queue batches under measurement. Messages that begin with `at` say when
/// they were sent, in microseconds since 1970, and which file shall be told how long they took.
public final class QueueFunction {
  public @Nullable Object handle(Map<String, Object> event) throws IOException {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    if (event.get("Records") instanceof List<?> records) {
      for (Object message : records) {
        note(now, String.valueOf(((Map<?, ?>) message).get("body")));
      }
    }
    if (event.get("rmqMessagesByQueue") instanceof Map<?, ?> queues) {
      for (Object messages : queues.values()) {
        for (Object message : (List<?>) messages) {
          byte[] body =
              Base64.getDecoder().decode(String.valueOf(((Map<?, ?>) message).get("data")));
          note(now, new String(body, StandardCharsets.UTF_8));
        }
      }
    }
    return null;
  }

  private static void note(long now, String body) throws IOException {
    if (body.startsWith("at ")) {
      String[] parts = body.split(" ");
      Files.writeString(
          Path.of(parts[2]),
          now - Long.parseLong(parts[1]) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /// A message that is to be noted.
  static String timed(Path file) {
    return "at " + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + " " + file + " ";
  }
}
