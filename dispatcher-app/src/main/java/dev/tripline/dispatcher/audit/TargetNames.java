package dev.tripline.dispatcher.audit;

import java.util.Optional;

/// Resolves the names that operators use, so that the audit can be filtered by them. Safe for many
/// threads.
@FunctionalInterface
public interface TargetNames {

  /// The id under which changes of it are recorded; empty if there is no such thing (any more).
  Optional<String> id(String kind, String idOrName);
}
