package dev.tripline.spi.source;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.TraceContext;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message of a queue.
///
/// @param id names the message within its batch; the `itemIdentifier` of a partial failure
/// @param identity names the message itself, the same whenever and wherever it comes again, as a copy
///     too: a message is one dead letter at most. Null where the queue has no name for it
/// @param attempt 1 for the first
/// @param firstSeen when it first reached this product or, if known, when it was sent
/// @param size bytes it takes in a payload; a batch is flushed at 6 MB
/// @param settledBefore `true` if it was acknowledged before and comes again only because the queue
///     did not hear it: it is to be acknowledged again, without being processed
/// @param group messages of the same group are processed in order; null where the queue has no order
/// @param depth the number of earlier invocations of its lineage; 0 if nothing in it says so
/// @param trace the span that sent it; null if nothing in it says so
/// @param earlier the attempts before this one that failed, as far as the queue keeps what
///     [QueueSource#retry] was told; the first and the latest at least
/// @param handle the source's own form of it, for settling; opaque to others
public record Delivery(
    String id,
    @Nullable String identity,
    int attempt,
    @Nullable Instant firstSeen,
    long size,
    boolean settledBefore,
    @Nullable String group,
    int depth,
    @Nullable TraceContext trace,
    List<Attempt> earlier,
    Object handle) {}
