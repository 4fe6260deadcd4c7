package dev.tripline.dispatcher.access.execution;

import java.util.Optional;

/// The functions that there are, with their execution roles. Answers come from memory; safe for many
/// threads.
@FunctionalInterface
public interface RoleHolders {

  /// The incarnation of the function, if it is there and one of its versions that can run has the role: a
  /// function that is created again under its name has another one.
  ///
  /// @param role its ARN; empty for none
  Optional<String> incarnation(String function, String role);
}
