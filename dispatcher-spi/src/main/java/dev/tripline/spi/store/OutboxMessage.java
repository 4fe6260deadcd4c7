package dev.tripline.spi.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something to be sent to the outside because of an invocation's end: a destination record or a dead
/// letter for an external queue.
///
/// @param id a lower-case UUID; receivers that can deduplicate get it
/// @param destination the ARN of a function, queue, topic, bucket or object,
///     `kafka://TOPIC?trigger=ID`, `amqp://CONNECTION/EXCHANGE/ROUTING-KEY` or an `http(s)` URL
/// @param headers sent along to a destination that has such
/// @param deadLetterId the dead letter that this announces, if any
public record OutboxMessage(
    String id,
    String destination,
    byte[] body,
    Map<String, String> headers,
    int recursionDepth,
    @Nullable String deadLetterId) {}
