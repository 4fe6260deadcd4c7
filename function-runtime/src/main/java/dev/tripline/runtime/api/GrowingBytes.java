package dev.tripline.runtime.api;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A body while it arrives: at most twice as large as the part that is there. For one thread.
final class GrowingBytes implements AutoCloseable {
  private static final int FIRST = 8 * 1024;

  private final ReadBudget budget;
  private byte[] bytes = {};
  private int size;

  GrowingBytes(ReadBudget budget) {
    this.budget = budget;
  }

  int size() {
    return size;
  }

  void add(byte[] from, int offset, int length) throws IOException {
    if (size + length > bytes.length) {
      grow(size + length);
    }
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  /// Blocks until so many bytes more have been read.
  void read(InputStream in, long length) throws IOException {
    for (long left = length; left > 0; ) {
      if (size == bytes.length) {
        grow(size + (int) Math.min(left, Math.max(FIRST, size)));
      }
      int n = in.read(bytes, size, (int) Math.min(left, bytes.length - size));
      if (n < 0) {
        throw new EOFException("the runtime hung up in a body");
      }
      size += n;
      left -= n;
    }
  }

  private void grow(int capacity) throws IOException {
    budget.take(capacity - bytes.length);
    bytes = Arrays.copyOf(bytes, capacity);
  }

  byte[] bytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  @Override
  public void close() {
    release();
  }

  /// Gives the room back; bytes that were handed out stay valid.
  void release() {
    budget.give(bytes.length);
    bytes = new byte[0];
    size = 0;
  }
}
