package dev.tripline.store.engine.postgres;

import java.time.Instant;
import java.time.InstantSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The server's time as seen from this node: read once in a while and carried on by the monotonic
/// clock, so that a jump of this node's wall clock changes nothing (rule R3).
final class PostgresClock implements InstantSource {
  private volatile long offsetNanos;

  private PostgresClock() {}

  static PostgresClock start(JdbcClient client) {
    PostgresClock clock = new PostgresClock();
    clock.adjust(client);
    return clock;
  }

  void adjust(JdbcClient client) {
    long before = System.nanoTime();
    long millis = client.sql("SELECT store_now()").query(Long.class).single();
    long after = System.nanoTime();
    offsetNanos = millis * 1_000_000 - (before + (after - before) / 2);
  }

  @Override
  public Instant instant() {
    long nanos = System.nanoTime() + offsetNanos;
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
