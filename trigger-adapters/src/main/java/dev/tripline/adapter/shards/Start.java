package dev.tripline.adapter.shards;

import java.time.Instant;

/// The place at which a trigger begins to read a stream: decided once, for the shards of that time.
public sealed interface Start {

  /// With the oldest record that there is.
  record TrimHorizon() implements Start {}

  /// With whatever arrives from now on.
  record Latest() implements Start {}

  /// With what arrived at that time or later.
  record AtTimestamp(Instant time) implements Start {}
}
