package dev.tripline.store.queue;

import dev.tripline.store.cipher.SealedColumn;
import java.util.List;

/// The encrypted columns of the queue.
public final class QueueColumns {
  static final SealedColumn PAYLOAD =
      SealedColumn.bytes("invocation", "payload", List.of("sequence"), "request_id");
  static final SealedColumn ATTEMPTS =
      SealedColumn.text("invocation", "attempts", List.of("sequence"), "request_id");
  public static final List<SealedColumn> SEALED = List.of(PAYLOAD, ATTEMPTS);

  private QueueColumns() {}
}
