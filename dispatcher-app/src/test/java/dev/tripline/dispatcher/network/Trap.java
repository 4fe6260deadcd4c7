package dev.tripline.dispatcher.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Listens on this machine, and counts who connects.
final class Trap implements AutoCloseable {
  private final List<ServerSocket> doors = new ArrayList<>();
  private final AtomicInteger visitors = new AtomicInteger();

  private Trap() {}

  /// On 127.0.0.1, and on the same port of `::1` where there is one.
  static Trap open() throws IOException {
    Trap trap = new Trap();
    int port = trap.door(0, "127.0.0.1");
    try {
      trap.door(port, "::1");
    } catch (IOException e) {
      System.out.println("no trap on ::1: " + e.getMessage());
    }
    return trap;
  }

  private int door(int port, String address) throws IOException {
    ServerSocket door = new ServerSocket(port, 50, InetAddress.getByName(address));
    doors.add(door);
    Thread.ofVirtual().start(() -> count(door));
    return door.getLocalPort();
  }

  private void count(ServerSocket door) {
    while (!door.isClosed()) {
      try (Socket _ = door.accept()) {
        visitors.incrementAndGet();
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  int port() {
    return doors.getFirst().getLocalPort();
  }

  int visitors() {
    return visitors.get();
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket door : doors) {
      door.close();
    }
  }
}
