package dev.tripline.delivery.ledger;

/// The possible ends of an event or record that a trigger received.
///
/// The rule that the ledger keeps: [#RECEIVED] − [#RETURNED] = [#DELIVERED] + [#FILTERED] +
/// [#DEDUPLICATED] + [#DEAD] + [#EXPIRED] + in flight, where in flight is what deliveries hold and
/// what waits behind parked keys ([#PARKED] − [#RESUMED]).
public enum Entry {
  /// Read from the source; it is in flight until one of the others is counted for it.
  RECEIVED,
  /// A function has taken it. Of triggers whose events become asynchronous invocations: it was
  /// accepted durably; what happens then is the account of the invocation queue.
  DELIVERED,
  FILTERED,
  /// Known already, and therefore not handed to the function again.
  DEDUPLICATED,
  /// Given up and kept as a dead letter.
  DEAD,
  /// Given up because of its age, and kept as a dead letter.
  EXPIRED,
  /// Given back to the source, which hands it out again; it is received anew then.
  RETURNED,
  /// Put durably behind a parked key.
  PARKED,
  /// Taken from behind a parked key; one of the others is counted for it as well.
  RESUMED,
  /// A gap: records were removed from the stream before they were read. Their number is not known; they
  /// were never received.
  TRIMMED;

  /// 1 if it adds to what is in flight, -1 if it ends it, 0 if it does neither.
  public int sign() {
    return switch (this) {
      case RECEIVED, RESUMED -> 1;
      case DELIVERED, FILTERED, DEDUPLICATED, DEAD, EXPIRED, RETURNED, PARKED -> -1;
      case TRIMMED -> 0;
    };
  }

  /// As answers and meters call it.
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
