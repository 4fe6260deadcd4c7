package dev.tripline.dispatcher.bus.archive;

import dev.tripline.delivery.bus.BusPattern;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An archive of an event bus: it keeps the events that its pattern matches.
///
/// @param pattern null for all events
/// @param retentionDays for which an event is kept; 0 for ever
public record EventArchive(
    String name,
    String bus,
    @Nullable BusPattern pattern,
    int retentionDays,
    String description,
    Instant createdAt) {}
