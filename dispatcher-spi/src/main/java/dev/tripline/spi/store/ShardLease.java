package dev.tripline.spi.store;

import org.jspecify.annotations.Nullable;

/// The right to read one shard.
///
/// @param readerId see [ShardLeases.Reader]
/// @param epoch a fencing token: rises with every claim of the shard
/// @param position the last processed position, or its start; null for its beginning
public record ShardLease(
    String triggerId, String shardId, String readerId, long epoch, @Nullable String position) {}
