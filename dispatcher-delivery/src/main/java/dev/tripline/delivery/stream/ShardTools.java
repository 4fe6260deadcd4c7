package dev.tripline.delivery.stream;

import dev.tripline.delivery.stream.gather.ReadingRight;
import org.jspecify.annotations.Nullable;

/// What the lanes of a shard work with together. Safe for many threads, each of them.
///
/// @param parked null where keys are not parked: with tumbling windows
record ShardTools(
    ReadingRight right,
    WatermarkCommits commits,
    RecordLetters letters,
    @Nullable ParkedPath parked,
    FunctionCall function,
    LastResult last) {}
