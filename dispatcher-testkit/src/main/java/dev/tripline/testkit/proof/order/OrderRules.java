package dev.tripline.testkit.proof.order;

import java.time.Duration;

/// The promises of a source.
///
/// @param ordered whether the records of a key are handed over one after the other
/// @param attempts of a failing record before it is given up
/// @param grace the time within which duplicates of a fault may come: lease, takeover, catching up
/// @param replayed the most records that may run again because of one fault
public record OrderRules(boolean ordered, int attempts, Duration grace, int replayed) {}
