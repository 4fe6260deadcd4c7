package dev.tripline.dispatcher.trigger;

import java.util.Set;

/// The properties of a kind of source that hold for all triggers of it.
///
/// @param kind its name in forms; stored with each trigger, never to be changed
/// @param identity the members of the form that name the source: with another value it would be
///     another trigger, which does not go on where this one stopped
/// @param timeout how long functions may take
public record SourceTraits(String kind, Set<String> identity, Shape shape, TimeoutLimit timeout) {

  public SourceTraits {
    identity = Set.copyOf(identity);
  }

  /// The way events are read, as far as it changes the figures of a trigger.
  public enum Shape {
    /// Pollers ask it for messages, each of which is settled on its own.
    QUEUE,
    /// It has shards, whose records are read in order.
    STREAM,
    /// It offers events, which become asynchronous invocations.
    PUSH
  }
}
