package dev.tripline.spi.redrive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run as it is kept.
///
/// @param id a lower-case UUID; time-ordered
/// @param document what was asked for, in the words of the one who made it; opaque to the store
/// @param note why it is in its state, for people
public record RedriveRun(
    String id,
    String document,
    State state,
    @Nullable String note,
    Progress progress,
    Instant createdAt,
    Instant updatedAt) {

  /// The names are in the store.
  public enum State {
    RUNNING,
    /// The canary went well; somebody has to say that it may go on.
    WAITING,
    PAUSED,
    /// By itself, because too much failed.
    STOPPED,
    CANCELLED,
    COMPLETED;

    /// Whether it will not go on in any case.
    public boolean isFinal() {
      return this == CANCELLED || this == COMPLETED;
    }
  }

  /// How far it is.
  ///
  /// @param position the last letter that was looked at; empty for the beginning
  /// @param canary whether the canary is still on its way
  /// @param sent those that are in the queue again or were
  /// @param delivered of those sent, and taken by the function
  /// @param deadAgain of those sent, and dead letters again
  /// @param skipped those that were redriven too often before; they stay dead letters
  /// @param gone those that somebody else had redriven or discarded
  /// @param untransformed those whose payload could not be transformed or decrypted; they stay dead letters
  /// @param phase counts anew after the canary and when a stopped run goes on
  /// @param rate letters a second at present
  public record Progress(
      String position,
      boolean canary,
      long sent,
      long delivered,
      long deadAgain,
      long skipped,
      long gone,
      long untransformed,
      Phase phase,
      double rate) {

    /// Of a run that begins.
    public static Progress begin(boolean canary, double rate) {
      return new Progress("", canary, 0, 0, 0, 0, 0, 0, new Phase(1, 0, 0, 0), rate);
    }

    /// Those that are on their way.
    public long pending() {
      return sent - delivered - deadAgain;
    }
  }

  /// What was sent since the last new beginning, and its outcomes.
  public record Phase(int number, long sent, long delivered, long deadAgain) {
    public long outcomes() {
      return delivered + deadAgain;
    }
  }

  /// A change of state.
  ///
  /// @param note why, for people
  /// @param anew whether a new phase begins
  /// @param canary whether the canary is on its way afterwards
  public record Step(State to, @Nullable String note, boolean anew, boolean canary) {}
}
