package dev.tripline.testkit.source;

import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import dev.tripline.testkit.source.StreamUnderTest.Message;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Finds the bodies of messages in records and payloads, which hold them as text or in base64.
final class RecordText {
  private RecordText() {}

  static String of(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /// The body of the message that the record is.
  static String body(StreamSource source, StreamRecord record, List<Message> candidates) {
    String text = of(source.toRecord(record));
    return candidates.stream()
        .map(Message::body)
        .filter(body -> find(text, body) >= 0)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no message of this test: " + text));
  }

  /// The index of a body in a payload; negative if it is not in it.
  static int find(String payload, String body) {
    int plain = payload.indexOf('"' + body + '"');
    return plain >= 0
        ? plain
        : payload.indexOf(
            Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)));
  }

  static int number(String body) {
    return Integer.parseInt(body.substring("body-of-".length(), body.length() - 1));
  }

  static String keyOf(String body, List<Message> messages) {
    return messages.stream()
        .filter(message -> message.body().equals(body))
        .map(Message::key)
        .findFirst()
        .orElseThrow();
  }
}
