package dev.tripline.dispatcher.trigger;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The registrations of triggers. Blocking and durable; safe for many threads.
public interface TriggerStore {

  /// By name.
  List<Trigger> all();

  /// `false` if there is one of that name.
  boolean insert(Trigger trigger, Map<String, String> tags);

  /// None if the trigger is not there.
  Map<String, String> tags(String id);

  /// Changes the tags, which do not belong to its revision.
  void retag(String id, UnaryOperator<Map<String, String>> change);

  /// Replaces the trigger if its revision is still the one before; `false` otherwise.
  boolean update(Trigger trigger);

  /// `false` if it is not there.
  boolean delete(String id);
}
