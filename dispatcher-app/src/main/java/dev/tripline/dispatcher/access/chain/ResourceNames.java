package dev.tripline.dispatcher.access.chain;

import dev.tripline.dispatcher.access.rule.Resource;

/// Knows the one name of things that a path may name in several ways, so that a limit by name holds
/// for all of them. Safe for many threads.
@FunctionalInterface
public interface ResourceNames {

  /// The resource by its one name; unchanged if it is of another kind or not there. Does not block.
  Resource canonical(Resource named);
}
