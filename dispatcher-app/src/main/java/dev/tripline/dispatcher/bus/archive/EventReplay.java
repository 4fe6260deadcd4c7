package dev.tripline.dispatcher.bus.archive;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A replay: the events of an archive with a time in a range are handed to subscribers again, in the order
/// of their times, those of one time in the order in which the bus has taken them.
///
/// @param rules the names of the rules whose targets get them; null for all
/// @param from the first time
/// @param to the first time that is not replayed any more
/// @param position the time of the last event that was replayed; before `from` if there is none
/// @param endedAt null while it goes on
public record EventReplay(
    String name,
    String archive,
    String bus,
    @Nullable Set<String> rules,
    String description,
    State state,
    String reason,
    Instant from,
    Instant to,
    Position position,
    Instant startedAt,
    @Nullable Instant endedAt) {

  /// As EventBridge calls them; stored, never to be changed.
  public enum State {
    STARTING,
    RUNNING,
    CANCELLING,
    COMPLETED,
    CANCELLED,
    FAILED;

    /// Whether it goes on.
    public boolean isOpen() {
      return this == STARTING || this == RUNNING || this == CANCELLING;
    }
  }

  /// The event behind which it goes on.
  ///
  /// @param taken where the event is among those of its time; 0 for the beginning
  /// @param id empty for the beginning
  public record Position(Instant time, long taken, String id) {
    public static Position before(Instant time) {
      return new Position(time, 0, "");
    }
  }

  /// Whether any event was replayed.
  public boolean began() {
    return !position.id().isEmpty();
  }
}
