package dev.tripline.delivery.budget;

import dev.tripline.spi.invocation.InvocationRequest;

/// Finds the shared resources that an invocation uses: from memory, but for a trigger that is new to this
/// node. Safe for many threads.
@FunctionalInterface
public interface ResourceUses {

  ResourceUse of(InvocationRequest request);
}
