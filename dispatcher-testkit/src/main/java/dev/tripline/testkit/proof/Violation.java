package dev.tripline.testkit.proof;

/// A promise that was broken.
///
/// @param id the publication or record it happened to
public record Violation(Kind kind, String id, String detail) {

  /// The promises.
  public enum Kind {
    /// Acknowledged, but neither delivered nor a dead letter.
    LOST,
    /// Seen by the function or as a dead letter, but never published.
    NEVER_SENT,
    /// Clearly refused, and came all the same.
    REFUSED_BUT_SEEN,
    /// Ran again after it was done, and no fault explains it.
    DUPLICATE_WITHOUT_FAULT,
    /// More duplicates than could have been in flight at the faults.
    TOO_MANY_DUPLICATES,
    /// More than one dead letter of one event.
    DEAD_TWICE,
    /// A dead letter of an event that was delivered.
    DEAD_THOUGH_DELIVERED,
    /// Given up before its attempts were used.
    DEAD_TOO_EARLY,
    /// Attempts of one event came under different request ids.
    REQUEST_ID_CHANGED,
    /// Began before the record of its key before it had ended.
    OUT_OF_ORDER,
    /// Did not run again after a fault, though records of its key before and behind it did.
    HOLE_IN_REPLAY
  }
}
