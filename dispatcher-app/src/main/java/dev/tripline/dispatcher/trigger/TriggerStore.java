package dev.tripline.dispatcher.trigger;

import java.time.Duration;
import java.util.List;

/// Where triggers are kept. Blocking and durable; safe for many threads.
public interface TriggerStore {

  /// By name.
  List<Trigger> all();

  /// `false` if there is one of that name.
  boolean insert(Trigger trigger);

  /// Replaces the trigger if its revision is still the one before; `false` otherwise.
  boolean update(Trigger trigger);

  /// `false` if it is not there.
  boolean delete(String id);

  /// @param length how long a silent node keeps it
  TriggerLease lease(String triggerId, Duration length);
}
