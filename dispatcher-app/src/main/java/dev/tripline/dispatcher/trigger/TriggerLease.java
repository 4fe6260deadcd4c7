package dev.tripline.dispatcher.trigger;

import java.time.Duration;

/// The right to run a trigger that may run on one node only. For one thread.
public interface TriggerLease {

  /// Takes or extends the right; cheap while it is fresh. `false` if another node has it.
  boolean hold();

  /// Gives it back at once.
  void release();

  /// The time for which a silent node keeps it.
  Duration length();

  /// A lease for a single node, which always has it.
  static TriggerLease alone() {
    return new TriggerLease() {
      @Override
      public boolean hold() {
        return true;
      }

      @Override
      public void release() {}

      @Override
      public Duration length() {
        return Duration.ofSeconds(30);
      }
    };
  }
}
