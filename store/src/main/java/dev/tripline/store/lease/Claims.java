package dev.tripline.store.lease;

import java.util.function.LongSupplier;

/// How claims of this node are marked, and when those of others are void.
///
/// @param epoch of this node's lease
/// @param isVoid an SQL condition on `owner`; the parameter `epoch` is this node's
public record Claims(LongSupplier epoch, String isVoid) {}
