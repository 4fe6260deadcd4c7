package dev.tripline.runtime.api;

import dev.tripline.runtime.api.peer.PeerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// A loopback port of this machine, which every process of it finds: each connection is looked at.
record LoopbackPort(ServerSocket server) implements ListeningPort {
  private static final int WAITING = 16;

  static LoopbackPort open() throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), WAITING);
    return new LoopbackPort(server);
  }

  @Override
  public String address() {
    return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
  }

  @Override
  public boolean isClosed() {
    return server.isClosed();
  }

  @Override
  public Transport accept() throws IOException {
    return new TcpTransport(server.accept());
  }

  @Override
  public boolean isFrom(long worker, Transport connection) {
    return connection instanceof TcpTransport(var socket) && PeerProcess.belongsTo(worker, socket);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
