package dev.tripline.dispatcher.delivery.ledger;

/// What can become of an event or record that a trigger received.
public enum Entry {
  /// Read from the source; it is in flight until one of the others is counted for it.
  RECEIVED,
  /// A function has taken it.
  DELIVERED,
  FILTERED,
  /// Known already, and therefore not handed to the function again.
  DEDUPLICATED,
  /// Given up and kept as a dead letter.
  DEAD,
  /// Given up because of its age, and kept as a dead letter.
  EXPIRED,
  /// Given back to the source, which hands it out again; it is received anew then.
  RETURNED
}
