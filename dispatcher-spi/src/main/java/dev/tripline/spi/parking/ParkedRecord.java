package dev.tripline.spi.parking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A record that waits behind a parked key.
///
/// @param sequence its place among the records of its key; 0 before it is stored
/// @param shardId of the shard it was read from
/// @param recordId names it within its shard
/// @param payload the input of the function: a batch of this record alone
/// @param deadLetterId of a record that was given up; null of those behind it
/// @param trace that it is a part of, as [dev.tripline.spi.invocation.Trace#stored] made it; null for none
public record ParkedRecord(
    long sequence,
    String key,
    String shardId,
    String recordId,
    Instant arrivedAt,
    byte[] payload,
    @Nullable String deadLetterId,
    @Nullable String trace) {}
