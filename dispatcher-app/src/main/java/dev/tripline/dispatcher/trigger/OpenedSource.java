package dev.tripline.dispatcher.trigger;

import dev.tripline.spi.source.http.HttpEventSource;

/// A trigger's source on this node: it reads by itself, or waits for requests.
public sealed interface OpenedSource {

  /// Reads on threads of its own until it is stopped.
  ///
  /// @param threads their number, each with one run at a time
  record Reading(int threads, Runs runs) implements OpenedSource {}

  /// Waits for requests to `/v1/events/{trigger}`.
  record Receiving(HttpEventSource receiver) implements OpenedSource {}

  /// Makes runs of one trigger's source, the next when the last has failed.
  @FunctionalInterface
  interface Runs {

    /// @throws RuntimeException if its settings cannot be used here, for instance because a secret is
    ///     missing; tried again after a while
    SourceRun open();
  }
}
