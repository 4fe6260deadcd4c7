package dev.tripline.benchmarks.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Functions that take batches of Kafka records.
public final class KafkaFunction {

  /// Has the batch parsed, and looks at no record.
  public Map<String, Object> parsed(Map<String, Object> event) {
    return Map.of();
  }

  /// Reads the batch's bytes, and parses nothing.
  public void raw(InputStream event, OutputStream answer) throws IOException {
    event.transferTo(OutputStream.nullOutputStream());
    answer.write("{}".getBytes(StandardCharsets.US_ASCII));
  }
}
