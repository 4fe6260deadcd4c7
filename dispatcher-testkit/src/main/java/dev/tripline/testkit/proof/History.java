package dev.tripline.testkit.proof;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The observations of the dispatcher from outside during one run. All times are milliseconds of the
/// machine's wall clock; publishers, functions and nemesis share one machine.
///
/// @param publications by the publisher: what was sent and how it was answered
/// @param runs by the function itself: every time it ran
/// @param deaths by an operator who lists dead letters after everything has come to rest
/// @param faults by the nemesis: when it did what
public record History(
    List<Publication> publications, List<Run> runs, List<Death> deaths, List<Fault> faults) {

  public History {
    publications = List.copyOf(publications);
    runs = List.copyOf(runs);
    deaths = List.copyOf(deaths);
    faults = List.copyOf(faults);
  }

  /// The dispatcher's answer to a publication.
  public enum Answer {
    /// 202: it must be delivered or become a dead letter.
    ACKNOWLEDGED,
    /// A clear refusal, or no connection: it must never run.
    REFUSED,
    /// The connection broke before an answer: both are allowed.
    UNKNOWN
  }

  /// @param id unique, chosen by the publisher, part of the payload
  /// @param requestId of the dispatcher's answer, if there was one
  public record Publication(String id, Answer answer, @Nullable String requestId) {}

  /// @param requestId that the function got
  public record Run(String id, String requestId, boolean succeeded, long atMillis) {}

  /// @param story why and after how many attempts, in the dispatcher's words; for the report alone
  public record Death(String id, String requestId, String story) {}

  /// @param what for the report, for instance `SIGKILL` or the name of a crash point
  public record Fault(String what, long fromMillis, long toMillis) {}
}
