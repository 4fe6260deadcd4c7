package dev.tripline.adapter.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Writes JSON into an array: all of it, or piece after piece on the way to a stream.
final class JsonBytes {
  private static final Base64.Encoder BASE64 = Base64.getEncoder();
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[][] SIGNED = new byte[256][];

  static {
    for (int i = 0; i < 256; i++) {
      SIGNED[i] = ascii(Integer.toString((byte) i));
    }
  }

  private final byte[] bytes;
  private int at;
  private long flushed;
  private byte[] encoded = new byte[0];

  JsonBytes(long size) {
    bytes = new byte[Math.toIntExact(size)];
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Makes room for the next `size` bytes, at most the array's, by writing what is there.
  void room(long size, OutputStream out) throws IOException {
    if (bytes.length - at < size) {
      flush(out);
    }
  }

  void flush(OutputStream out) throws IOException {
    out.write(bytes, 0, at);
    flushed += at;
    at = 0;
  }

  /// The number of bytes written to the stream.
  long flushed() {
    return flushed;
  }

  /// @throws IllegalStateException if what was written is not as long as was said
  byte[] toByteArray() {
    if (at != bytes.length) {
      throw new IllegalStateException("wrote " + at + " of " + bytes.length + " bytes");
    }
    return bytes;
  }

  JsonBytes raw(byte[] text) {
    System.arraycopy(text, 0, bytes, at, text.length);
    at += text.length;
    return this;
  }

  JsonBytes raw(char c) {
    bytes[at++] = (byte) c;
    return this;
  }

  JsonBytes number(long value) {
    if (value < 0) {
      return raw(ascii(Long.toString(value)));
    }
    at += digits(value);
    int to = at;
    long rest = value;
    do {
      bytes[--to] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    return this;
  }

  static int numberSize(long value) {
    return value < 0 ? Long.toString(value).length() : digits(value);
  }

  private static int digits(long value) {
    int digits = 1;
    for (long limit = 10; digits < 19 && value >= limit; limit *= 10) {
      digits++;
    }
    return digits;
  }

  JsonBytes base64(byte[] value) {
    int length = (int) base64Size(value.length);
    if (encoded.length < length) {
      encoded = new byte[length + length / 4];
    }
    BASE64.encode(value, encoded);
    System.arraycopy(encoded, 0, bytes, at, length);
    at += length;
    return this;
  }

  static long base64Size(int length) {
    return (length + 2L) / 3 * 4;
  }

  /// The bytes of a Java array, each -128 to 127.
  JsonBytes signed(byte[] value) {
    raw('[');
    for (int i = 0; i < value.length; i++) {
      if (i > 0) {
        raw(',');
      }
      raw(SIGNED[value[i] & 0xff]);
    }
    return raw(']');
  }

  static long signedSize(byte[] value) {
    long size = 2L + Math.max(0, value.length - 1);
    for (byte b : value) {
      size += SIGNED[b & 0xff].length;
    }
    return size;
  }

  JsonBytes string(String text) {
    return raw(quoted(text));
  }

  /// The text as a JSON string, UTF-8, with its quotes.
  static byte[] quoted(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    int size = 2;
    for (byte b : plain) {
      size += b >= 0 && b < 0x20 ? 6 : b == '"' || b == '\\' ? 2 : 1;
    }
    byte[] quoted = new byte[size];
    int at = 0;
    quoted[at++] = '"';
    for (byte b : plain) {
      if (b >= 0 && b < 0x20) {
        quoted[at++] = '\\';
        quoted[at++] = 'u';
        quoted[at++] = '0';
        quoted[at++] = '0';
        quoted[at++] = HEX[b >> 4];
        quoted[at++] = HEX[b & 15];
      } else {
        if (b == '"' || b == '\\') {
          quoted[at++] = '\\';
        }
        quoted[at++] = b;
      }
    }
    quoted[at] = '"';
    return quoted;
  }
}
