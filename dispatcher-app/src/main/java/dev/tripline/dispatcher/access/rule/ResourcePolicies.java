package dev.tripline.dispatcher.access.rule;

/// The policies that functions carry. Answers come from memory; safe for many threads.
@FunctionalInterface
public interface ResourcePolicies {

  /// For what has none.
  ResourcePolicies NONE = (_, _, _) -> false;

  /// Whether the resource itself allows the operation to the caller.
  boolean allow(Caller caller, String operation, Resource resource);
}
