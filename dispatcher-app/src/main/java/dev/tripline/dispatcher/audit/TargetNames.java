package dev.tripline.dispatcher.audit;

import java.util.Optional;

/// Knows the things that operators name, so that the audit can be asked for one by its name. Safe for
/// many threads.
@FunctionalInterface
public interface TargetNames {

  /// The id under which changes of it are recorded; empty if there is no such thing (any more).
  Optional<String> id(String kind, String idOrName);
}
