package dev.tripline.adapter.rabbitmq.network;

import dev.tripline.spi.network.AddressResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// A socket that resolves its host itself when it connects, and uses the addresses of that very answer.
/// With TLS it shakes hands within [#connect].
final class ResolvedSocket extends Socket {
  private final AddressResolver addresses;
  private final @Nullable SSLSocketFactory tls;
  private volatile @Nullable Socket transport;
  private volatile boolean closed;

  /// @param tls null for an open connection
  ResolvedSocket(AddressResolver addresses, @Nullable SSLSocketFactory tls) {
    this.addresses = addresses;
    this.tls = tls;
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    if (!(endpoint instanceof InetSocketAddress target)) {
      throw new SocketException("not an address of the internet: " + endpoint);
    }
    String host = target.getHostString();
    IOException failure = new UnknownHostException(host + " has no address");
    for (InetAddress address : addresses.resolve(host)) {
      Socket plain = new Socket();
      try {
        plain.setTcpNoDelay(true);
        plain.connect(new InetSocketAddress(address, target.getPort()), timeout);
        transport = tls == null ? plain : secured(tls, plain, host, target.getPort(), timeout);
        return;
      } catch (IOException e) {
        plain.close();
        failure = e;
      }
    }
    throw failure;
  }

  private static Socket secured(
      SSLSocketFactory tls, Socket plain, String host, int port, int timeout) throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(timeout);
    socket.startHandshake();
    socket.setSoTimeout(0);
    return socket;
  }

  private Socket transport() throws SocketException {
    Socket connected = transport;
    if (connected == null) {
      throw new SocketException("not connected");
    }
    return connected;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return transport().getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return transport().getOutputStream();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    transport().setSoTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return transport().getSoTimeout();
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    transport().setSoLinger(on, linger);
  }

  /// It is set anyway.
  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public @Nullable InetAddress getInetAddress() {
    Socket connected = transport;
    return connected == null ? null : connected.getInetAddress();
  }

  @Override
  public int getPort() {
    Socket connected = transport;
    return connected == null ? 0 : connected.getPort();
  }

  @Override
  public InetAddress getLocalAddress() {
    Socket connected = transport;
    return connected == null ? super.getLocalAddress() : connected.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    Socket connected = transport;
    return connected == null ? -1 : connected.getLocalPort();
  }

  @Override
  public boolean isConnected() {
    return transport != null;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    Socket connected = transport;
    if (connected != null) {
      connected.close();
    }
    super.close();
  }
}
