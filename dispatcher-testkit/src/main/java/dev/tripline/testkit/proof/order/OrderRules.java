package dev.tripline.testkit.proof.order;

import java.time.Duration;

/// What a source promises.
///
/// @param ordered whether the records of a key are handed over one after the other
/// @param attempts how often a failing record is tried before it is given up
/// @param grace how long after a fault its duplicates may come: lease, takeover and catching up
/// @param replayed how many records may run again because of one fault
public record OrderRules(boolean ordered, int attempts, Duration grace, int replayed) {}
