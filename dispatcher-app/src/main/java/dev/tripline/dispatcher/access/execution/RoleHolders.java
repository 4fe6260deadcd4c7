package dev.tripline.dispatcher.access.execution;

/// The functions that there are, with their execution roles. Answers come from memory; safe for many
/// threads.
@FunctionalInterface
public interface RoleHolders {

  /// Whether the function is there and one of its versions that can run has the role.
  ///
  /// @param role its ARN; empty for none
  boolean hold(String function, String role);
}
