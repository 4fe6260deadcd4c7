package dev.tripline.dispatcher.rest.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A connection over which a test writes what no client would.
final class RawSocket implements AutoCloseable {
  private final Socket socket;

  RawSocket(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
  }

  /// @param text `~r`, `~n` and `~0` stand for CR, LF and NUL
  RawSocket write(String text) throws IOException {
    String plain = text.replace("~r", "\r").replace("~n", "\n").replace("~0", "\0");
    socket.getOutputStream().write(plain.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /// Everything up to the end of the connection.
  String readAll() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /// The head of one answer.
  String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("the connection ended within a head: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
