package dev.tripline.spi.deadletter;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetterClass.State;
import dev.tripline.spi.deadletter.DeadLetterQueries.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The classes of dead letters. Each letter gets its class in the transaction that keeps it, and leaves it
/// in the one that removes it. Blocking; safe for many threads.
public interface DeadLetterClasses {
  /// A function has at most about so many classes; further errors belong to its [DeadLetterClass#other].
  int MOST_OF_A_FUNCTION = 1_000;

  Optional<DeadLetterClass> find(String id);

  /// One page, those seen last first. The order is true to ten seconds.
  ///
  /// @param after the end of the page before; null for the first one
  Page page(Filter filter, @Nullable Cursor after, int limit);

  /// How many letters of all classes together came in each of the last 24 hours; the present hour stands
  /// last. Letters of classes that are forgotten count no more.
  List<Long> arrivals();

  /// The number of letters of an earlier version that have no class yet, up to [Count#COUNTED_ROWS].
  Count unclassified();

  /// Changes the members that are given and records the actor in the audit, in one transaction. Answers
  /// the class as it is then; empty if there is none.
  Optional<DeadLetterClass> change(String id, Change change, Actor actor);

  /// Gives letters of earlier versions their classes, some thousands at most, resolves classes that are
  /// quiet, and forgets resolved ones without letters. In small transactions; each node may do so.
  ///
  /// @param quiet a class without a new letter for so long is resolved
  /// @param retention a resolved class without letters is forgotten when its last letter is so old
  Tended tend(Duration quiet, Duration retention);

  /// Conditions on classes; a null matches all.
  ///
  /// @param functionName without a version
  record Filter(@Nullable String functionName, @Nullable State state) {
    public static final Filter ALL = new Filter(null, null);
  }

  /// A place between two classes of a list.
  record Cursor(Instant at, String id) {}

  /// @param next the place behind the page; null at the end of the list
  record Page(List<DeadLetterClass> classes, @Nullable Cursor next) {}

  /// @param state null to leave it as it is
  /// @param assignee null to leave it as it is
  /// @param note null to leave it as it is
  record Change(@Nullable Decision state, @Nullable Entry assignee, @Nullable Entry note) {}

  /// A state that an operator can choose.
  ///
  /// @param snoozedUntil together with [State#SNOOZED] only
  record Decision(State state, @Nullable Instant snoozedUntil) {
    public Decision {
      if (state == State.RESOLVED) {
        throw new IllegalArgumentException("a class is resolved by being quiet");
      }
      if ((state == State.SNOOZED) != (snoozedUntil != null)) {
        throw new IllegalArgumentException("a snooze has an end, and nothing else has one");
      }
    }
  }

  /// A text to be kept.
  ///
  /// @param text null for none
  record Entry(@Nullable String text) {}

  /// @param classified letters that have a class now
  record Tended(int classified, int resolved, int forgotten) {}
}
