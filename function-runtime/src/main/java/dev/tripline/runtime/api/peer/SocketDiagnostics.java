package dev.tripline.runtime.api.peer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/// The kernel's answer to a question about one TCP socket of this host: see sock_diag(7). Unlike the list
/// in `/proc/net/tcp`, which takes milliseconds whatever is in it, it costs some system calls.
final class SocketDiagnostics {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 02000000;
  private static final int NETLINK_SOCK_DIAG = 4;
  private static final short SOCK_DIAG_BY_FAMILY = 20;
  private static final short NLM_F_REQUEST = 1;
  private static final byte AF_INET = 2;
  private static final byte IPPROTO_TCP = 6;
  private static final int ANY = -1; // state, cookie
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;

  private static final int HEAD = 16; // struct nlmsghdr
  private static final int QUESTION = HEAD + 56; // struct inet_diag_req_v2
  private static final int ADDRESS = 16;
  private static final int STATE = HEAD + 1; // in struct inet_diag_msg
  private static final int REMOTE_PORT = HEAD + 6;

  /// A socket that still asks for a connection which another has: bound to an interface, that one can have
  /// the same addresses.
  private static final byte SYN_SENT = 2;

  private static final byte LISTEN = 10;

  private static final int INODE = HEAD + 68;
  private static final int ANSWER = 4096;
  private static final int NO_SUCH_SOCKET = -2; // -ENOENT

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  private static final MethodHandle SETSOCKOPT =
      function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle SEND =
      function("send", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
  private static final MethodHandle RECV =
      function("recv", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
  private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

  private SocketDiagnostics() {}

  /// The inode of the socket between two IPv4 addresses; one that speaks IPv4 through IPv6 is found too.
  /// Empty if there is none, or if no process has it any more. Blocks for some microseconds.
  ///
  /// @param local the socket's own address
  /// @throws IOException if the kernel does not answer such questions
  static OptionalLong inode(InetSocketAddress local, InetSocketAddress remote) throws IOException {
    return inode(local, remote, ANY);
  }

  /// @param state that the socket has to have
  private static OptionalLong inode(InetSocketAddress local, InetSocketAddress remote, int state)
      throws IOException {
    if (!(local.getAddress() instanceof Inet4Address)
        || !(remote.getAddress() instanceof Inet4Address)) {
      return OptionalLong.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      int socket = (int) SOCKET.invokeExact(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
      if (socket < 0) {
        throw new IOException("no socket to ask the kernel with");
      }
      try {
        return inode(ask(arena, socket, question(local, remote)), remote.getPort(), state);
      } finally {
        int _ = (int) CLOSE.invokeExact(socket);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  /// The inode of the socket that listens at an IPv4 address: the one that a connection would come to.
  /// Blocks for some microseconds.
  ///
  /// @throws IOException if the kernel does not answer such questions
  static OptionalLong listener(InetSocketAddress local) throws IOException {
    InetSocketAddress nobody = new InetSocketAddress(local.getAddress(), 0);
    return inode(local, nobody, LISTEN);
  }

  private static ByteBuffer question(InetSocketAddress local, InetSocketAddress remote) {
    ByteBuffer question = ByteBuffer.allocate(QUESTION).order(ByteOrder.nativeOrder());
    question.putInt(QUESTION).putShort(SOCK_DIAG_BY_FAMILY).putShort(NLM_F_REQUEST);
    question
        .putInt(1)
        .putInt(0); // number of the question, and its asker, which the kernel fills in
    question.put(AF_INET).put(IPPROTO_TCP).putShort((short) 0).putInt(ANY);
    question.order(ByteOrder.BIG_ENDIAN);
    question.putShort((short) local.getPort()).putShort((short) remote.getPort());
    int addresses = question.position();
    question.put(local.getAddress().getAddress()).position(addresses + ADDRESS);
    question.put(remote.getAddress().getAddress()).position(addresses + 2 * ADDRESS);
    question.putInt(0).putInt(ANY).putInt(ANY); // interface, cookie
    return question.flip();
  }

  /// @return the answer, which may be shorter than a message
  private static ByteBuffer ask(Arena arena, int socket, ByteBuffer question) throws Throwable {
    MemorySegment second = arena.allocate(LONG, 2);
    second.setAtIndex(LONG, 0, 1);
    int bounded =
        (int)
            SETSOCKOPT.invokeExact(
                socket, SOL_SOCKET, SO_RCVTIMEO, second, (int) second.byteSize());
    MemorySegment buffer = arena.allocate(ANSWER, Long.BYTES);
    buffer.copyFrom(MemorySegment.ofBuffer(question));
    long sent = (long) SEND.invokeExact(socket, buffer, (long) QUESTION, 0);
    long received = (long) RECV.invokeExact(socket, buffer, (long) ANSWER, 0);
    if (bounded != 0 || sent != QUESTION || received < HEAD + Integer.BYTES) {
      throw new IOException("the kernel tells nothing of sockets");
    }
    return buffer.asSlice(0, received).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /// Where there is no such connection, the kernel tells of a socket that listens at its local address.
  private static OptionalLong inode(ByteBuffer answer, int remotePort, int state)
      throws IOException {
    if (answer.getShort(Integer.BYTES) == SOCK_DIAG_BY_FAMILY
        && answer.remaining() >= INODE + Integer.BYTES) {
      byte found = answer.get(STATE);
      if (found == SYN_SENT || (state != ANY && found != state)) {
        return OptionalLong.empty();
      }
      long inode = Integer.toUnsignedLong(answer.getInt(INODE));
      int port = Short.toUnsignedInt(answer.order(ByteOrder.BIG_ENDIAN).getShort(REMOTE_PORT));
      return inode == 0 || port != remotePort ? OptionalLong.empty() : OptionalLong.of(inode);
    }
    int error = answer.getInt(HEAD);
    if (error == NO_SUCH_SOCKET) {
      return OptionalLong.empty();
    }
    throw new IOException("the kernel tells nothing of sockets, error " + error);
  }

  @SuppressWarnings("restricted") // calls into libc
  private static MethodHandle function(String name, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), signature);
  }
}
