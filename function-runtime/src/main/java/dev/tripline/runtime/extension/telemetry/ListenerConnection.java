package dev.tripline.runtime.extension.telemetry;

import dev.tripline.runtime.log.PrintableText;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries batches to one listener. By one thread, while others may [#close] it, which ends what that
/// thread waits for.
final class ListenerConnection implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerConnection.class);
  private static final int PIECE = 16 * 1024;
  private static final int LONGEST_LINE = 8 * 1024;
  private static final int LONGEST_ANSWER = 64 * 1024;
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d{1,9})");

  private final WorkerPorts ports;
  private final Destination destination;
  private @Nullable SocketChannel channel;

  ListenerConnection(WorkerPorts ports, Destination destination) {
    this.ports = ports;
    this.destination = destination;
  }

  /// Blocks until the listener has acknowledged the batch, or a connection of TCP has taken it.
  ///
  /// @throws IOException if it does not
  void send(List<byte[]> batch) throws IOException {
    switch (destination) {
      case Destination.Http http -> post(http, batch);
      case Destination.Tcp _ -> write(batch);
    }
  }

  private void post(Destination.Http http, List<byte[]> batch) throws IOException {
    long length = 1L + batch.size();
    for (byte[] event : batch) {
      length += event.length;
    }
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
            .formatted(http.target(), http.host(), length);
    try (SocketChannel open = connect()) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(open), PIECE);
      out.write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      char before = '[';
      for (byte[] event : batch) {
        out.write(before);
        out.write(event);
        before = ',';
      }
      out.write(']');
      out.flush();
      InputStream in = new BufferedInputStream(Channels.newInputStream(open));
      String status = line(in);
      if (!status.matches("HTTP/1\\.[01] 2\\d\\d( .*)?")) {
        throw new IOException("the listener answers " + PrintableText.of(status));
      }
      discardRest(in);
    } finally {
      close();
    }
  }

  /// A listener that is hung up on while it still answers would take that for an error.
  private static void discardRest(InputStream in) {
    try {
      long left = LONGEST_ANSWER;
      for (String line = line(in); !line.isEmpty() && left > 0; line = line(in)) {
        left -= line.length();
        Matcher length = LENGTH.matcher(line);
        if (length.matches()) {
          left = Math.min(left, Long.parseLong(length.group(1)));
        }
      }
      in.skipNBytes(Math.max(0, left));
    } catch (IOException e) {
      LOG.trace("A listener has ended its answer, or is not waited for", e);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > LONGEST_LINE) {
        throw new IOException("the listener answers no HTTP");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private void write(List<byte[]> batch) throws IOException {
    boolean written = false;
    try {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(connect()), PIECE);
      for (byte[] event : batch) {
        out.write(event);
        out.write('\n');
      }
      out.flush();
      written = true;
    } finally {
      if (!written) {
        close();
      }
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel open = channel();
    return open != null && open.isOpen()
        ? open
        : ports.connect(destination.place(), destination.port(), this::opened);
  }

  private synchronized @Nullable SocketChannel channel() {
    return channel;
  }

  private synchronized void opened(SocketChannel opened) {
    channel = opened;
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
