package dev.tripline.dispatcher.connection;

import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.SdkClient;

/// The use of a client that others may share: it stays open until the last of them has closed its lease.
/// Safe for many threads.
public final class ClientLease<C extends SdkClient> implements AutoCloseable {
  private final C client;
  private final Runnable end;
  private final AtomicBoolean ended = new AtomicBoolean();

  ClientLease(C client, Runnable end) {
    this.client = client;
    this.end = end;
  }

  public C client() {
    return client;
  }

  /// Idempotent.
  @Override
  public void close() {
    if (ended.compareAndSet(false, true)) {
      end.run();
    }
  }
}
