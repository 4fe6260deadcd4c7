package dev.tripline.runtime.extension.telemetry;

import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Addresses of the loopback for workers, which all share one network: each has its own, so that the
/// listeners of several workers can have the same port. Safe for many threads.
public final class LoopbackAddresses {
  /// 127.64.0.0/10.
  private static final int FIRST = 127 << 24 | 64 << 16;

  private static final int NUMBER = 1 << 22;

  /// Another dispatcher of this host has begun elsewhere.
  private final AtomicInteger next = new AtomicInteger(ThreadLocalRandom.current().nextInt(NUMBER));

  /// One that no worker has got lately.
  public InetAddress next() {
    int address = FIRST + Math.floorMod(next.getAndIncrement(), NUMBER);
    return InetAddress.ofLiteral(
        "%d.%d.%d.%d"
            .formatted(address >>> 24, address >> 16 & 0xff, address >> 8 & 0xff, address & 0xff));
  }
}
