package dev.tripline.testkit.proof.order;

import java.util.Locale;

/// The function's treatment of a record. Follows from the record, so that checker, publisher and
/// function agree without talking to each other: 1 of 100 is poison, 5 of 100 fail once.
public enum Behaviour {
  /// Succeeds.
  OK,
  /// Fails the first time.
  ONCE,
  /// Fails every time.
  POISON;

  public static Behaviour of(KeyedRecord record) {
    int hash = (record.key() + "/" + record.sequence()).hashCode() * 0x9E3779B1;
    int bucket = Math.floorMod(hash >>> 8, 100);
    return bucket == 0 ? POISON : bucket <= 5 ? ONCE : OK;
  }

  /// As the function reads it.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
