package dev.tripline.dispatcher.delivery.stream;

import dev.tripline.dispatcher.delivery.stream.gather.ReadingRight;
import org.jspecify.annotations.Nullable;

/// What the lanes of a shard work with together. Safe for many threads, each of them.
///
/// @param parked null where keys are not parked: with tumbling windows
record ShardTools(
    ReadingRight right,
    Commits commits,
    RecordLetters letters,
    @Nullable ParkedPath parked,
    FunctionCall function,
    LastResult last) {}
