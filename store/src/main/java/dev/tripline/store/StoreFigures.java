package dev.tripline.store;

/// This node's use of the store since it opened it.
///
/// @param enqueued accepted invocations
/// @param duplicates invocations that were known by their deduplication key
/// @param refusedFull invocations that were refused because the store was full
/// @param stale changes that were refused because another node had taken the claim over
/// @param rescued claims of dead nodes that were given back
/// @param unreadable events and messages that could not be decrypted and were put off, each time anew
/// @param commits group commits
/// @param changes changes that those commits carried
public record StoreFigures(
    long enqueued,
    long duplicates,
    long refusedFull,
    long stale,
    long rescued,
    long unreadable,
    long commits,
    long changes) {}
