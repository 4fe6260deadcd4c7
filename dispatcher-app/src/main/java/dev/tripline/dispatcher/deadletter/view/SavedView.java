package dev.tripline.dispatcher.deadletter.view;

import java.time.Instant;

/// A search under a name, which is its owner's alone.
public record SavedView(String name, SavedSearch search, Instant updatedAt) {}
