package dev.tripline.runtime.log;

import java.nio.charset.StandardCharsets;

/// The last 4 KB of a log. By one thread at a time.
public final class LogTail {
  private static final int BYTES = 4096;

  private byte[] ring = new byte[BYTES];
  private long written;
  private boolean endsLine = true;

  /// Appends bytes as they come.
  public void add(byte[] bytes, int length) {
    int from = Math.max(0, length - BYTES);
    written += from;
    for (int i = from; i < length; i++) {
      ring[(int) (written++ % BYTES)] = bytes[i];
    }
    if (length > 0) {
      endsLine = bytes[length - 1] == '\n';
    }
  }

  /// Appends a line, on a line of its own.
  void addLine(String text) {
    String whole = endsLine || written == 0 ? text + "\n" : "\n" + text + "\n";
    byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
    add(bytes, bytes.length);
  }

  void clear() {
    written = 0;
  }

  public byte[] bytes() {
    int length = (int) Math.min(written, BYTES);
    byte[] result = new byte[length];
    for (int i = 0; i < length; i++) {
      result[i] = ring[(int) ((written - length + i) % BYTES)];
    }
    return result;
  }
}
