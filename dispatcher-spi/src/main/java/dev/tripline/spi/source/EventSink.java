package dev.tripline.spi.source;

import java.time.Duration;
import java.util.List;

/// The durable end of a trigger's push sources: it turns events into asynchronous invocations.
///
/// Blocking; safe for many threads.
public interface EventSink {

  /// Accepts all events of one request, or of one look at the source, and returns after the commit
  /// that makes them durable: the source may forget them then. An event whose [Event#dedupKey()] was
  /// accepted before is not accepted twice. An empty list is accepted without effect.
  ///
  /// @throws InterruptedException if the thread was interrupted; some events may be durable, and are
  ///     recognised by their key when they are offered again
  /// @throws RuntimeException if the store is out of order; as for an interrupt
  Acceptance accept(List<Event> events) throws InterruptedException;

  /// The answer to offered events.
  sealed interface Acceptance {
    /// All are durable.
    ///
    /// @param receipts one an event, in the order of the events
    record Accepted(List<Receipt> receipts) implements Acceptance {
      public Accepted {
        receipts = List.copyOf(receipts);
      }

      /// The number of events that had been accepted before.
      public int duplicates() {
        return Math.toIntExact(receipts.stream().filter(Receipt::duplicate).count());
      }
    }

    /// One event is over the limit for asynchronous invocations. None was accepted, and offering the
    /// same again is of no use.
    ///
    /// @param eventId of the first event that is too large
    record TooLarge(String eventId, long bytes, long limit) implements Acceptance {}

    /// The store takes no more for now (rule R8). Some events may be durable, and are recognised by
    /// their key: offer all of them again.
    ///
    /// @param retryAfter the earliest time at which that makes sense, counted from now
    record Full(Duration retryAfter) implements Acceptance {}
  }

  /// One accepted event.
  ///
  /// @param requestId of its invocation; if `duplicate`, of the one that was accepted before
  /// @param duplicate `true` if it had been accepted before
  record Receipt(String requestId, boolean duplicate) {}
}
