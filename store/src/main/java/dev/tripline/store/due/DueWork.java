package dev.tripline.store.due;

import java.util.List;

/// The functions that have unclaimed work, and where the live entries of each begin in the index of
/// due times. Safe for many threads.
public interface DueWork {

  /// Names of functions with due work, those that have waited longest first. Blocking.
  List<String> functions(int limit);

  /// The lowest due time at which a live entry of the function is expected, in milliseconds.
  long since(String function);

  /// A claim of the function's due work has ended.
  ///
  /// @param askedAt the time of the claim, in milliseconds of the store's clock
  /// @param more whether there may be more than it took
  /// @param lastDue the highest due time that it took, if there is more
  void claimed(String function, long askedAt, boolean more, long lastDue);

  /// Unclaimed work of the function was committed by this node, due now or later.
  void arrived(String function);

  /// Work of any function may have come back with its old due time.
  void forget();
}
