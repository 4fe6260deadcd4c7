package dev.tripline.dispatcher.deadletter.view;

import dev.tripline.dispatcher.deadletter.LetterSearch;
import java.time.Instant;

/// A search under a name, which is its owner's alone.
public record SavedView(String name, LetterSearch search, Instant updatedAt) {}
