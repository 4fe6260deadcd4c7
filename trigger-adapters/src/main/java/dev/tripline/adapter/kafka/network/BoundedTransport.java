package dev.tripline.adapter.kafka.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.Principal;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.network.ChannelState;
import org.apache.kafka.common.network.KafkaChannel;
import org.apache.kafka.common.network.TransportLayer;
import org.jspecify.annotations.Nullable;

/// A transport that fails when an answer is too long, before there is room for it. For the thread of its
/// channel.
final class BoundedTransport implements TransportLayer {
  private final TransportLayer transport;
  private final KafkaChannel channel;
  private final AnswerLengths lengths = new AnswerLengths(BoundedAnswers.LONGEST);

  BoundedTransport(TransportLayer transport, KafkaChannel channel) {
    this.transport = transport;
    this.channel = channel;
  }

  /// @throws AuthenticationException if an answer is too long: the client passes it on to its callers
  @Override
  public int read(ByteBuffer to) throws IOException {
    int start = to.position();
    int count = transport.read(to);
    if (count > 0) {
      note(to.duplicate().flip().position(start));
    }
    return count;
  }

  private void note(ByteBuffer bytes) throws IOException {
    @Nullable String refusal = lengths.note(bytes);
    if (refusal != null) {
      String server = String.valueOf(transport.socketChannel().getRemoteAddress());
      var failure = new AuthenticationException(server + " " + refusal);
      channel.state(new ChannelState(ChannelState.State.AUTHENTICATION_FAILED, failure, server));
      throw failure;
    }
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) throws IOException {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      while (to[i].hasRemaining()) {
        int count = read(to[i]);
        if (count <= 0) {
          return sum == 0 ? count : sum;
        }
        sum += count;
      }
    }
    return sum;
  }

  @Override
  public long read(ByteBuffer[] to) throws IOException {
    return read(to, 0, to.length);
  }

  @Override
  public boolean ready() {
    return transport.ready();
  }

  @Override
  public boolean finishConnect() throws IOException {
    return transport.finishConnect();
  }

  @Override
  public void disconnect() {
    transport.disconnect();
  }

  @Override
  public boolean isConnected() {
    return transport.isConnected();
  }

  @Override
  public SocketChannel socketChannel() {
    return transport.socketChannel();
  }

  @Override
  public SelectionKey selectionKey() {
    return transport.selectionKey();
  }

  @Override
  public void handshake() throws IOException {
    transport.handshake();
  }

  @Override
  public Principal peerPrincipal() throws IOException {
    return transport.peerPrincipal();
  }

  @Override
  public void addInterestOps(int ops) {
    transport.addInterestOps(ops);
  }

  @Override
  public void removeInterestOps(int ops) {
    transport.removeInterestOps(ops);
  }

  @Override
  public boolean isMute() {
    return transport.isMute();
  }

  @Override
  public boolean hasBytesBuffered() {
    return transport.hasBytesBuffered();
  }

  @Override
  public boolean hasPendingWrites() {
    return transport.hasPendingWrites();
  }

  @Override
  public long transferFrom(FileChannel file, long position, long count) throws IOException {
    return transport.transferFrom(file, position, count);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return transport.write(from);
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    return transport.write(from, offset, length);
  }

  @Override
  public long write(ByteBuffer[] from) throws IOException {
    return transport.write(from);
  }

  @Override
  public boolean isOpen() {
    return transport.isOpen();
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }
}
