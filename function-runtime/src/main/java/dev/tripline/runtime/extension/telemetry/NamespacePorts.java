package dev.tripline.runtime.extension.telemetry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Ports of a worker in a network namespace of its own, where nobody else listens. A relay inside leads
/// to them.
///
/// @param relay the socket of the relay, which no worker reaches
/// @param sandbox the address that the worker sees as `sandbox.localdomain`
public record NamespacePorts(Path relay, InetAddress sandbox) implements WorkerPorts {

  @Override
  public SocketChannel connect(Destination.Place place, int port, Opened opened)
      throws IOException {
    String host =
        switch (place) {
          case SANDBOX -> sandbox.getHostAddress();
          case LOCALHOST -> "127.0.0.1";
        };
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean asked = false;
    try {
      opened.opened(channel);
      boolean _ = channel.connect(UnixDomainSocketAddress.of(relay));
      ByteBuffer line =
          ByteBuffer.wrap((host + " " + port + "\n").getBytes(StandardCharsets.US_ASCII));
      while (line.hasRemaining()) {
        int _ = channel.write(line);
      }
      asked = true;
      return channel;
    } finally {
      if (!asked) {
        channel.close();
      }
    }
  }
}
