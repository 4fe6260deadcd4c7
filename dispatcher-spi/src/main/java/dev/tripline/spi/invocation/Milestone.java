package dev.tripline.spi.invocation;

/// Points of the asynchronous path at which a crash must lose nothing. Crash tests stop the process
/// there; production listens with [Listener#NONE].
public enum Milestone {
  INGEST_BODY_READ,
  INGEST_BEFORE_COMMIT,
  /// Durable, but the caller has not been told yet.
  INGEST_AFTER_COMMIT,
  CLAIMED,
  INVOKE_SENT,
  /// The function has answered, the store does not know yet.
  RESPONSE_READ,
  COMPLETED,
  RETRY_SCHEDULED,
  DEAD_LETTER_BEFORE_COMMIT,
  DEAD_LETTER_AFTER_COMMIT,
  /// The destination has confirmed, the outbox does not know yet.
  OUTBOX_SENT;

  /// Told whenever a milestone is reached, on the thread that reached it.
  @FunctionalInterface
  public interface Listener {
    Listener NONE = _ -> {};

    void reached(Milestone milestone);
  }
}
