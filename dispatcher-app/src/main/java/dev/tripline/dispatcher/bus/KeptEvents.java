package dev.tripline.dispatcher.bus;

import dev.tripline.dispatcher.bus.archive.ArchiveStore;

/// The places of events that are kept: those for archives, and those of which no input could be made.
record KeptEvents(ArchiveStore archives, UnusableInputs unusable) {}
