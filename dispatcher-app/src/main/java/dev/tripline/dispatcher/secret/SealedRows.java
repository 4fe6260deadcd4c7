package dev.tripline.dispatcher.secret;

/// Values of another table that are sealed with the keys of secrets. Safe for many threads.
@FunctionalInterface
public interface SealedRows {

  /// Seals all of them with the primary key. Blocking. Answers the number that was changed.
  int reseal();
}
