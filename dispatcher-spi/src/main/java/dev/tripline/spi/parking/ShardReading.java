package dev.tripline.spi.parking;

/// One reader's time with one shard, from its opening ([ParkedShards#open]) until another opens it.
///
/// @param token raised by every opening: changes by an earlier reader are refused (rule R2)
/// @param from the id of the first record that it has read: everything before was committed when it began
public record ShardReading(String triggerId, String shardId, long token, String from) {}
