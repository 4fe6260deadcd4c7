package dev.tripline.delivery.budget;

import java.util.Map;

/// A node's part of a resource's budget, as the store has it.
///
/// @param node its run, not its host
/// @param held the executions that it may run at once
/// @param living false once its lease has ended: it starts nothing more, but what it started may still
///     run
/// @param wanted the executions that it would run at once if it could, by function
public record NodeShare(String node, int held, boolean living, Map<String, Integer> wanted) {

  public NodeShare {
    wanted = Map.copyOf(wanted);
  }
}
