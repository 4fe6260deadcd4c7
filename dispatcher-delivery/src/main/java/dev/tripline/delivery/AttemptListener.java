package dev.tripline.delivery;

/// Hears of the attempts of triggers: runs of a function, each with an event or with a batch of any size.
/// Called on the thread that delivers, so it must be quick. Safe for many threads.
@FunctionalInterface
public interface AttemptListener {
  AttemptListener NONE = (_, _) -> {};

  /// A run has ended. What could not be run is no attempt.
  ///
  /// @param succeeded whether the function took the event, or at least one record of the batch
  void attempted(String triggerId, boolean succeeded);
}
