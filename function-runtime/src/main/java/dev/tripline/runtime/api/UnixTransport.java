package dev.tripline.runtime.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/// A connection over a Unix socket, from the relay of a network namespace.
record UnixTransport(SocketChannel channel) implements Transport {

  @Override
  public InputStream in() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, offset, length));
      }
    };
  }

  @Override
  public OutputStream out() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer waiting = ByteBuffer.wrap(bytes, offset, length);
        while (waiting.hasRemaining()) {
          int _ = channel.write(waiting);
        }
      }
    };
  }

  @Override
  public void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void discard(int millis, int bytes) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    ByteBuffer thrownAway = ByteBuffer.allocate(Math.min(bytes, 8192));
    int left = bytes;
    channel.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      while (left > 0) {
        long wait = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (wait <= 0 || selector.select(wait) == 0) {
          return;
        }
        selector.selectedKeys().clear();
        int read = channel.read(thrownAway.clear());
        if (read < 0) {
          return;
        }
        left -= read;
      }
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
