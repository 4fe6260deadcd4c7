package dev.tripline.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Java functions that get batches under measurement. Messages that begin with `at` carry the time
/// of sending, in microseconds since 1970, and the local UDP port that their latency is reported to.
public final class BatchFunction {
  /// Reads the batch's bytes, and parses nothing.
  public void bytes(InputStream event, OutputStream answer) throws IOException {
    event.transferTo(OutputStream.nullOutputStream());
    answer.write("{}".getBytes(StandardCharsets.US_ASCII));
  }

  /// Has the batch parsed, and looks at each message.
  public @Nullable Object parsed(Map<String, Object> event) throws IOException {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    if (event.get("Records") instanceof List<?> records) {
      for (Object message : records) {
        note(now, body((Map<?, ?>) message));
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
    if (event.get("records") instanceof Map<?, ?> partitions) {
      for (Object records : partitions.values()) {
        for (Object record : (List<?>) records) {
          String value = String.valueOf(((Map<?, ?>) record).get("value"));
          note(now, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
        }
      }
    }
    return null;
  }

  /// Of a message, or of the row after a change.
  private static String body(Map<?, ?> message) {
    return message.get("change") instanceof Map<?, ?> change
            && change.get("after") instanceof Map<?, ?> row
        ? String.valueOf(row.get("body"))
        : String.valueOf(message.get("body"));
  }

  private static void note(long now, String body) throws IOException {
    if (body.startsWith("at ")) {
      String[] parts = body.split(" ", 4);
      byte[] took = Long.toString(now - Long.parseLong(parts[1])).getBytes(StandardCharsets.UTF_8);
      try (var socket = new DatagramSocket()) {
        socket.send(
            new DatagramPacket(
                took, took.length, InetAddress.getLoopbackAddress(), Integer.parseInt(parts[2])));
      }
    }
  }

  /// A message that is to be noted.
  static String timed(int port) {
    return "at " + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + " " + port + " ";
  }
}
