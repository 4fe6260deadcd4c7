package dev.tripline.dispatcher.trigger;

import dev.tripline.spi.source.http.HttpEventSource;

/// A trigger's source on this node: it reads by itself, or waits for requests.
public sealed interface OpenedSource {

  /// Reads on threads of its own until it is stopped.
  ///
  /// @param threads their number, each with one run at a time
  /// @param competing whether the next revision's runs may begin when those of this one read no more, while
  ///     they still wait for the function; otherwise, when they have ended
  record Reading(int threads, Runs runs, boolean competing) implements OpenedSource {

    /// Runs of which there are never two.
    public Reading(int threads, Runs runs) {
      this(threads, runs, false);
    }
  }

  /// Waits for requests to `/v1/events/{trigger}`.
  ///
  /// @param provesSenders whether the receiver finds out by itself who sends, by a signature for instance:
  ///     its senders then need no access key
  record Receiving(HttpEventSource receiver, boolean provesSenders) implements OpenedSource {

    /// Of senders with an access key.
    public Receiving(HttpEventSource receiver) {
      this(receiver, false);
    }
  }

  /// Gets its events from another part of the dispatcher, which finds the trigger in the registry.
  record Offered() implements OpenedSource {}

  /// Makes runs of one trigger's source, the next when the last has failed.
  @FunctionalInterface
  interface Runs {

    /// @throws RuntimeException if its settings cannot be used here, for instance because a secret is
    ///     missing; tried again after a while
    SourceRun open();
  }
}
