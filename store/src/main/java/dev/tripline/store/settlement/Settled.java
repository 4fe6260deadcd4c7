package dev.tripline.store.settlement;

/// The ways in which a transaction of the store settles events of a trigger.
public enum Settled {
  /// Given up, and kept as a dead letter that was not there before.
  DEAD,
  /// Given up because of its age, likewise.
  EXPIRED,
  /// Put behind a parked key.
  PARKED,
  /// Settled before, and read again.
  KNOWN,
  /// Taken from behind a parked key by the function.
  DRAINED,
  /// Taken from behind a parked key for good.
  DISCARDED
}
