package dev.tripline.dispatcher.lambdaapi.request;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.function.Supplier;

/// Names for requests: random UUIDs (RFC 9562, version 4) as [UUID#randomUUID] makes them, but the secure
/// generator, whose call is most of their cost, is asked for many at once. Safe for many threads.
public final class RequestIds implements Supplier<UUID> {
  private static final int BYTES = 16;
  private static final int AT_ONCE = 256;

  private final SecureRandom random = new SecureRandom();
  private final ByteBuffer bytes = ByteBuffer.allocate(BYTES * AT_ONCE).position(BYTES * AT_ONCE);

  @Override
  public UUID get() {
    long high;
    long low;
    synchronized (bytes) {
      if (!bytes.hasRemaining()) {
        random.nextBytes(bytes.array());
        bytes.rewind();
      }
      high = bytes.getLong();
      low = bytes.getLong();
    }
    return new UUID((high & ~0xf000L) | 0x4000L, (low & ~(3L << 62)) | (1L << 63));
  }
}
