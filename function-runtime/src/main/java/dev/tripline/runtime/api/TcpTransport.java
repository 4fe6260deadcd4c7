package dev.tripline.runtime.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// A connection over loopback.
record TcpTransport(Socket socket) implements Transport {

  @Override
  public InputStream in() throws IOException {
    socket.setTcpNoDelay(true);
    return socket.getInputStream();
  }

  @Override
  public OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void discard(int millis, int bytes) throws IOException {
    socket.setSoTimeout(millis);
    byte[] _ = socket.getInputStream().readNBytes(bytes);
  }

  @Override
  public boolean isOpen() {
    return !socket.isClosed();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
