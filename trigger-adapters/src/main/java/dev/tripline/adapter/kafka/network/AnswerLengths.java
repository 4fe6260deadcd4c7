package dev.tripline.adapter.kafka.network;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Follows the answers of one connection: each is a length of four bytes, and as many bytes after it.
final class AnswerLengths {
  private final int longest;
  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
  private long left;
  private boolean first = true;
  private @Nullable String refusal;

  AnswerLengths(int longest) {
    this.longest = longest;
  }

  /// @param bytes what arrived next; its position is moved to its limit
  /// @return what is wrong with it, for good; null while nothing is
  @Nullable String note(ByteBuffer bytes) {
    while (refusal == null && bytes.hasRemaining()) {
      if (left > 0) {
        int passed = (int) Math.min(left, bytes.remaining());
        bytes.position(bytes.position() + passed);
        left -= passed;
        continue;
      }
      length.put(bytes.get());
      if (!length.hasRemaining()) {
        begin(length.getInt(0));
        length.clear();
      }
    }
    return refusal;
  }

  private void begin(int bytes) {
    if (bytes >= 0 && bytes <= longest) {
      left = bytes;
      first = false;
    } else if (first) {
      refusal = "does not speak Kafka" + seen(bytes);
    } else {
      refusal =
          "sent an answer of %d bytes, which is no length from 0 to %d".formatted(bytes, longest);
    }
  }

  private String seen(int bytes) {
    if (bytes >>> 8 >= 0x140300 && bytes >>> 8 <= 0x1703ff) {
      return ": it answers with TLS, and was spoken to without";
    }
    byte[] four = length.array();
    for (byte one : four) {
      if (one < ' ' || one > '~') {
        return ": its answer begins with 0x%08x".formatted(bytes);
      }
    }
    return ": its answer begins with \"" + new String(four, StandardCharsets.US_ASCII) + '"';
  }
}
