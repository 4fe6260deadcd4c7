package dev.tripline.dispatcher.trigger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The registrations of triggers. Blocking and durable; safe for many threads.
public interface TriggerStore {

  /// All triggers, by name.
  List<Trigger> all();

  /// How long the dead letters of triggers are kept that say so, by id; zero for ever.
  Map<String, Duration> deadLetterRetentions();

  /// Adds a trigger; `false` if there is one of that name.
  boolean insert(Trigger trigger, Map<String, String> tags);

  /// None if the trigger is not there.
  Map<String, String> tags(String id);

  /// Changes the tags, which do not belong to its revision.
  void retag(String id, UnaryOperator<Map<String, String>> change);

  /// Replaces the trigger if its revision is still the one before; `false` otherwise.
  boolean update(Trigger trigger);

  /// Deletes the trigger; `false` if there is none.
  boolean delete(String id);
}
