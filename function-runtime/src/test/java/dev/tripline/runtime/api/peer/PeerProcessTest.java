package dev.tripline.runtime.api.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PeerProcessTest {
  private static final String WORKERS_LISTENER =
      """
      import socket, sys
      server = socket.create_server((sys.argv[1], int(sys.argv[2])), reuse_port=True)
      print("ready", flush=True)
      kept = []
      while True:
          kept.append(server.accept()[0])
          kept[-1].sendall(b"w")
      """;

  private static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode\n";
  private static final String REST = " 01 00000000:00000000 00:00000000 00000000  1000        0 ";

  @Test
  void end_of_a_connection_is_found_by_both_its_addresses() {
    String table =
        HEAD
            + "   0: 0100007F:1F90 0100007F:9C40"
            + REST
            + "11 1 0 20 4 30 10 -1\n"
            + "   1: 0100007F:9C40 0100007F:1F91"
            + REST
            + "12 1 0 20 4 30 10 -1\n"
            + "   2: 0100007F:9C40 0100007F:1F90"
            + REST
            + "13 1 0 20 4 30 10 -1\n";
    assertThat(PeerProcess.inode(table, "0100007F:9C40", "0100007F:1F90")).hasValue(13);
    assertThat(PeerProcess.inode(table, "0100007F:9C41", "0100007F:1F90")).isEmpty();
  }

  @Test
  void end_that_speaks_ipv4_through_an_ipv6_socket_is_found_too() {
    String table =
        HEAD
            + "   0: 0000000000000000FFFF00000100007F:9C40 0000000000000000FFFF00000100007F:1F90"
            + REST
            + "14 1 0 20 4 30 10 -1\n";
    assertThat(PeerProcess.inode(table, "0100007F:9C40", "0100007F:1F90")).hasValue(14);
  }

  @Test
  void socket_that_still_asks_for_the_connection_is_not_its_end() {
    String asking = REST.replace(" 01 ", " 02 ");
    String table =
        HEAD
            + "   0: 0100007F:9C40 0100007F:1F90"
            + asking
            + "15 1 0 20 4 30 10 -1\n"
            + "   1: 0100007F:9C40 0100007F:1F90"
            + REST
            + "16 1 0 20 4 30 10 -1\n";
    assertThat(PeerProcess.inode(table, "0100007F:9C40", "0100007F:1F90")).hasValue(16);
    assertThat(
            PeerProcess.inode(
                table.substring(0, table.indexOf("   1:")), "0100007F:9C40", "0100007F:1F90"))
        .isEmpty();
  }

  @Test
  void kernel_tells_nothing_of_a_socket_that_still_asks() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    List<SocketChannel> asking = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, loopback)) {
      var server = new InetSocketAddress(loopback, full.getLocalPort());
      boolean connected = true;
      while (connected) { // until its queue is full
        SocketChannel channel = SocketChannel.open();
        asking.add(channel);
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(loopback, 0));
        var local = (InetSocketAddress) channel.getLocalAddress();
        boolean _ = channel.connect(server);
        OptionalLong inode = SocketDiagnostics.inode(local, server);
        connected = channel.finishConnect();
        if (!connected) {
          assertThat(inode).isEmpty();
        }
      }
    } finally {
      for (SocketChannel channel : asking) {
        channel.close();
      }
    }
  }

  @Test
  void end_whose_process_has_let_go_of_it_is_unknown() {
    String table = HEAD + "   0: 0100007F:9C40 0100007F:1F90" + REST + "0 1 0 20 4 30 10 -1\n";
    assertThat(PeerProcess.inode(table, "0100007F:9C40", "0100007F:1F90")).isEmpty();
  }

  @Test
  void connection_of_this_process_belongs_to_it_and_to_no_other() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        Socket client = new Socket(loopback, server.getLocalPort());
        Socket accepted = server.accept()) {
      assertThat(client.isConnected()).isTrue();
      assertThat(PeerProcess.belongsTo(ProcessHandle.current().pid(), accepted)).isTrue();
      assertThat(PeerProcess.belongsTo(Long.MAX_VALUE, accepted)).isFalse();
    }
  }

  @Test
  void kernel_and_its_list_tell_the_same_of_a_connection() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        Socket client = new Socket(loopback, server.getLocalPort());
        Socket accepted = server.accept()) {
      InetSocketAddress theirs = new InetSocketAddress(loopback, client.getLocalPort());
      InetSocketAddress ours = new InetSocketAddress(loopback, server.getLocalPort());
      OptionalLong inode = SocketDiagnostics.inode(theirs, ours);
      assertThat(inode).isPresent().isEqualTo(PeerProcess.inodeInList(accepted));
      assertThat(SocketDiagnostics.inode(ours, theirs)).isPresent().isNotEqualTo(inode);
    }
  }

  @Test
  void kernel_knows_no_connection_that_is_not_there() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
      InetSocketAddress listening = new InetSocketAddress(loopback, server.getLocalPort());
      InetSocketAddress nobody = new InetSocketAddress(loopback, 1);
      assertThat(SocketDiagnostics.inode(nobody, listening)).isEmpty();
      assertThat(SocketDiagnostics.inode(listening, nobody)).isEmpty();
      assertThat(
              SocketDiagnostics.inode(
                  new InetSocketAddress(InetAddress.ofLiteral("::1"), 1), listening))
          .isEmpty();
    }
  }

  @Test
  void lists_tell_of_the_same_listeners_as_the_kernel() throws IOException {
    for (String bound : List.of("127.99.3.4", "0.0.0.0", "::")) {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral(bound))) {
        var address =
            new InetSocketAddress(InetAddress.ofLiteral("127.99.3.4"), server.getLocalPort());
        assertThat(PeerProcess.listenerInList(address))
            .isPresent()
            .isEqualTo(SocketDiagnostics.listener(address));
        var elsewhere = new InetSocketAddress("127.99.3.4", server.getLocalPort() ^ 1);
        assertThat(PeerProcess.listenerInList(elsewhere))
            .isEqualTo(SocketDiagnostics.listener(elsewhere));
      }
    }
  }

  /// The kernel deals connections out to both, whatever it has said of the listener before.
  @Test
  void connection_is_owned_by_the_process_that_has_accepted_it() throws IOException {
    InetAddress address = InetAddress.ofLiteral("127.99.3.5");
    List<Socket> accepted = new CopyOnWriteArrayList<>();
    try (ServerSocketChannel others = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
      others.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      others.bind(new InetSocketAddress(address, 0));
      int port = others.socket().getLocalPort();
      Process worker =
          new ProcessBuilder(
                  "python3",
                  "-c",
                  WORKERS_LISTENER,
                  address.getHostAddress(),
                  Integer.toString(port))
              .start();
      try {
        assertThat(worker.getInputStream().read()).isEqualTo('r');
        Thread.ofVirtual().start(() -> answerAll(others.socket(), accepted));
        Set<PeerProcess.Owner> owners = EnumSet.noneOf(PeerProcess.Owner.class);
        for (int i = 0; i < 60; i++) {
          try (Socket socket = new Socket(address, port)) {
            int taker = socket.getInputStream().read();
            PeerProcess.Owner owner = PeerProcess.ownerOf(worker.pid(), socket);
            assertThat(owner)
                .isEqualTo(taker == 'w' ? PeerProcess.Owner.WORKER : PeerProcess.Owner.ANOTHER);
            owners.add(owner);
          }
        }
        assertThat(owners).hasSize(2);
      } finally {
        worker.destroyForcibly();
      }
    }
    for (Socket socket : accepted) {
      socket.close();
    }
  }

  private static void answerAll(ServerSocket server, List<Socket> accepted) {
    try {
      while (true) {
        Socket socket = server.accept();
        accepted.add(socket);
        socket.getOutputStream().write('o');
      }
    } catch (IOException _) {
      // the test is over
    }
  }

  @Test
  void connection_that_nobody_has_accepted_is_nobodys() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    long self = ProcessHandle.current().pid();
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        Socket socket = new Socket(loopback, server.getLocalPort())) {
      assertThat(PeerProcess.ownerOf(self, socket)).isEqualTo(PeerProcess.Owner.NOBODY);
      try (Socket _ = server.accept()) {
        assertThat(PeerProcess.ownerOf(self, socket)).isEqualTo(PeerProcess.Owner.WORKER);
      }
    }
  }
}
