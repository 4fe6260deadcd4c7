package dev.tripline.benchmarks.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Latency of single messages to a handler, which reports it by UDP over the loopback: a function has
/// no directory in common with the benchmark.
public final class HandlerLatency {
  private static final int SINGLES = 500;

  private HandlerLatency() {}

  /// Publishes one message whose body is given; blocks until its broker has it.
  public interface Publish {
    void message(String body) throws IOException, InterruptedException;
  }

  /// Milliseconds from before publishing to the handler, sorted, one message after another.
  public static List<Double> measure(Publish publish) throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(10_000);
      for (int i = 0; i < SINGLES; i++) {
        publish.message(BatchFunction.timed(socket.getLocalPort()));
        var packet = new DatagramPacket(new byte[32], 32);
        socket.receive(packet);
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        millis.add(Long.parseLong(text) / 1_000.0);
      }
    }
    millis.sort(null);
    return millis;
  }

  /// The share `quantile` (0 to 1) of a sorted list lies below the answer.
  public static double at(List<Double> sorted, double quantile) {
    return sorted.get((int) (sorted.size() * quantile));
  }
}
