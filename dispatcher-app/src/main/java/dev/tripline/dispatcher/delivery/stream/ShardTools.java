package dev.tripline.dispatcher.delivery.stream;

import dev.tripline.dispatcher.delivery.stream.gather.ReadingRight;

/// What the lanes of a shard work with together. Safe for many threads, each of them.
record ShardTools(
    ReadingRight right,
    Commits commits,
    RecordLetters letters,
    FunctionCall function,
    LastResult last) {}
