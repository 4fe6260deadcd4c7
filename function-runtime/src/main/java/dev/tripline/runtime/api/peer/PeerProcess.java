package dev.tripline.runtime.api.peer;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells whether the other end of a loopback connection is held by a worker's own process or one of its
/// descendants: the kernel lists the connection with its inode, and each process with the inodes that
/// it has open. An unknown end is not the worker's.
///
/// Safe for use by many threads.
public final class PeerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(PeerProcess.class);

  /// IPv4, and IPv6 sockets that speak IPv4 from an address like `::ffff:127.0.0.1`.
  private static final List<Path> CONNECTIONS =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  private static final Path PROC = Path.of("/proc");

  /// The state of a socket that still asks for a connection, which another may have under these addresses.
  private static final String SYN_SENT = "02";

  private static final String LISTEN = "0A";
  private static final String ANY_IPV4 = "00000000";
  private static final String ANY_IPV6 = "00000000000000000000000000000000";
  private static final String MAPPED = "0000000000000000FFFF0000";

  /// The lists are not taken at one moment: a connection can be missing from one.
  private static final int LOOKS = 3;

  /// Some sandboxes and old kernels have the lists alone.
  private static volatile boolean asksKernel = true;

  private PeerProcess() {}

  /// Reads the connections of this host and the open files of the worker; blocks for less
  /// than a millisecond, or for some where there are only the lists.
  public static boolean belongsTo(long worker, Socket socket) {
    try {
      for (int look = 0; look < LOOKS; look++) {
        OptionalLong inode = inodeOfOtherEnd(socket);
        if (inode.isPresent() && holds(worker, "socket:[" + inode.getAsLong() + "]")) {
          return true;
        }
      }
    } catch (IOException e) {
      LOG.warn("The ends of loopback connections cannot be told on this host", e);
    }
    return false;
  }

  /// Whose a socket is.
  public enum Owner {
    WORKER,
    ANOTHER,
    /// A listener has not accepted the connection yet, or the end is gone.
    NOBODY
  }

  /// Whose the other end of a connection to a listener is. Blocks like [#belongsTo].
  ///
  /// @throws IOException if that cannot be told on this host
  public static Owner ownerOf(long worker, Socket socket) throws IOException {
    OptionalLong inode = inodeOfOtherEnd(socket);
    if (inode.isEmpty()) {
      return Owner.NOBODY;
    }
    return belongsTo(worker, socket) ? Owner.WORKER : Owner.ANOTHER;
  }

  /// Whether a connection to this IPv4 address would come to a listener of the worker. Blocks like
  /// [#belongsTo].
  ///
  /// @throws IOException if that cannot be told on this host
  public static boolean listensAt(long worker, InetSocketAddress address) throws IOException {
    OptionalLong inode = inodeOfListener(address);
    return inode.isPresent() && holds(worker, "socket:[" + inode.getAsLong() + "]");
  }

  private static OptionalLong inodeOfListener(InetSocketAddress address) throws IOException {
    if (asksKernel) {
      try {
        return SocketDiagnostics.listener(address);
      } catch (IOException e) {
        asksKernel = false;
        LOG.info("Listeners of functions are found in lists: {}", e.getMessage());
      }
    }
    return listenerInList(address);
  }

  /// At the address itself, or at all addresses.
  static OptionalLong listenerInList(InetSocketAddress address) throws IOException {
    String exact = address(address.getAddress(), address.getPort());
    String port = exact.substring(exact.indexOf(':'));
    for (String local : List.of(exact, MAPPED + exact, ANY_IPV4 + port, ANY_IPV6 + port)) {
      for (Path table : CONNECTIONS) {
        if (Files.exists(table)) {
          OptionalLong inode = listener(Files.readString(table, StandardCharsets.US_ASCII), local);
          if (inode.isPresent()) {
            return inode;
          }
        }
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong listener(String table, String local) {
    return table
        .lines()
        .map(line -> line.strip().split(" +", 11))
        .filter(fields -> fields.length > 10 && fields[1].equals(local) && fields[3].equals(LISTEN))
        .mapToLong(fields -> Long.parseLong(fields[9]))
        .findFirst();
  }

  private static OptionalLong inodeOfOtherEnd(Socket socket) throws IOException {
    if (asksKernel) {
      try {
        return SocketDiagnostics.inode(
            new InetSocketAddress(socket.getInetAddress(), socket.getPort()),
            new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()));
      } catch (IOException e) {
        asksKernel = false;
        LOG.info("Each start of a function takes some milliseconds longer: {}", e.getMessage());
      }
    }
    return inodeInList(socket);
  }

  static OptionalLong inodeInList(Socket socket) throws IOException {
    String theirs = address(socket.getInetAddress(), socket.getPort());
    String ours = address(socket.getLocalAddress(), socket.getLocalPort());
    for (Path table : CONNECTIONS) {
      if (Files.exists(table)) {
        OptionalLong inode =
            inode(Files.readString(table, StandardCharsets.US_ASCII), theirs, ours);
        if (inode.isPresent()) {
          return inode;
        }
      }
    }
    return OptionalLong.empty();
  }

  /// @param table in the format of `/proc/net/tcp`
  /// @param local address and port of the end that is looked for, as the table has IPv4 ones
  static OptionalLong inode(String table, String local, String remote) {
    for (String prefix : List.of("", MAPPED)) {
      String addresses = ": " + prefix + local + " " + prefix + remote + " ";
      for (int at = table.indexOf(addresses); at >= 0; at = table.indexOf(addresses, at + 1)) {
        int end = table.indexOf('\n', at);
        String[] fields =
            table.substring(at + 2, end < 0 ? table.length() : end).strip().split(" +", 10);
        if (fields.length >= 9 && !fields[2].equals(SYN_SENT)) {
          return fields[8].equals("0")
              ? OptionalLong.empty()
              : OptionalLong.of(Long.parseLong(fields[8]));
        }
      }
    }
    return OptionalLong.empty();
  }

  /// As the kernel writes it: the bytes of the address in the order of this machine, which is little-endian
  /// on all that have a runtime.
  static String address(InetAddress address, int port) {
    if (!(address instanceof Inet4Address)) {
      return "none";
    }
    byte[] bytes = address.getAddress();
    return "%02X%02X%02X%02X:%04X".formatted(bytes[3], bytes[2], bytes[1], bytes[0], port);
  }

  private static boolean holds(long worker, String link) {
    Deque<String> open = new ArrayDeque<>();
    open.add(Long.toString(worker));
    while (!open.isEmpty()) {
      Path process = PROC.resolve(open.remove());
      if (hasOpen(process, link)) {
        return true;
      }
      addChildren(process, open);
    }
    return false;
  }

  private static boolean hasOpen(Path process, String link) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (isLink(file, link)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.trace("{} ended while it was looked at", process, e);
    }
    return false;
  }

  private static boolean isLink(Path file, String link) {
    try {
      return Files.readSymbolicLink(file).toString().equals(link);
    } catch (IOException _) {
      return false; // closed meanwhile
    }
  }

  private static void addChildren(Path process, Deque<String> open) {
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path thread : threads) {
        for (String child : Files.readString(thread.resolve("children")).split(" ", -1)) {
          if (!child.isBlank()) {
            open.add(child.strip());
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.trace("{} ended while it was looked at", process, e);
    }
  }
}
