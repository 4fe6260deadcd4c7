package dev.tripline.testkit.proof;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.tripline.testkit.proof.History.Answer;
import dev.tripline.testkit.proof.History.Death;
import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.proof.History.Publication;
import dev.tripline.testkit.proof.History.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Judges a [History] by the promises of at-least-once delivery: every acknowledged event was
/// delivered or is a dead letter, nothing else was seen, and duplicates lie around faults only.
public final class Checker {
  private static final Duration BEFORE_FAULT = Duration.ofSeconds(1);

  private final Duration grace;
  private final int attempts;
  private final int inFlight;

  /// @param grace the time within which duplicates of a fault may come: lease, rescue, catching up
  /// @param attempts of a failing event before it becomes a dead letter
  /// @param inFlight the most events that may be running, or done and not yet recorded, at one fault
  public Checker(Duration grace, int attempts, int inFlight) {
    this.grace = grace;
    this.attempts = attempts;
    this.inFlight = inFlight;
  }

  public Verdict check(History history) {
    return new Judgement(history).verdict();
  }

  private final class Judgement {
    private final History history;
    private final List<Fault> faultsInOrder;
    private final Map<String, Publication> published;
    private final Map<String, List<Run>> runs;
    private final Map<String, List<Death>> deaths;
    private final List<Violation> violations = new ArrayList<>();
    private int delivered;
    private int duplicates;

    Judgement(History history) {
      this.history = history;
      faultsInOrder =
          history.faults().stream().sorted(Comparator.comparingLong(Fault::fromMillis)).toList();
      published = history.publications().stream().collect(toMap(Publication::id, p -> p));
      runs =
          history.runs().stream()
              .sorted(Comparator.comparingLong(Run::atMillis))
              .collect(groupingBy(Run::id));
      deaths = history.deaths().stream().collect(groupingBy(Death::id));
    }

    Verdict verdict() {
      Set<String> ids = new LinkedHashSet<>(published.keySet());
      ids.addAll(runs.keySet());
      ids.addAll(deaths.keySet());
      ids.forEach(this::judge);
      if (duplicates > inFlight * history.faults().size()) {
        String detail = duplicates + " at " + history.faults().size() + " faults";
        report(Violation.Kind.TOO_MANY_DUPLICATES, "-", detail);
      }
      return new Verdict(
          count(Answer.ACKNOWLEDGED),
          count(Answer.REFUSED),
          count(Answer.UNKNOWN),
          delivered,
          deaths.size(),
          duplicates,
          history.faults().size(),
          violations);
    }

    private int count(Answer answer) {
      return (int) published.values().stream().filter(p -> p.answer() == answer).count();
    }

    private void judge(String id) {
      List<Run> itsRuns = runs.getOrDefault(id, List.of());
      List<Death> itsDeaths = deaths.getOrDefault(id, List.of());
      boolean succeeded = itsRuns.stream().anyMatch(Run::succeeded);
      if (succeeded) {
        delivered++;
      }
      judgeEnd(id, itsRuns, itsDeaths, succeeded);
      judgeDeaths(id, itsRuns, itsDeaths, succeeded);
      judgeDuplicates(id, itsRuns);
      judgeRequestIds(id, itsRuns, itsDeaths);
    }

    private void judgeEnd(String id, List<Run> runs, List<Death> deaths, boolean succeeded) {
      Publication publication = published.get(id);
      boolean seen = !runs.isEmpty() || !deaths.isEmpty();
      if (publication == null) {
        report(Violation.Kind.NEVER_SENT, id, runs.size() + " runs, " + deaths.size() + " deaths");
      } else if (publication.answer() == Answer.REFUSED && seen) {
        report(Violation.Kind.REFUSED_BUT_SEEN, id, runs.size() + " runs");
      } else if (publication.answer() == Answer.ACKNOWLEDGED && !succeeded && deaths.isEmpty()) {
        report(Violation.Kind.LOST, id, runs.size() + " failed runs");
      }
    }

    private void judgeDeaths(String id, List<Run> runs, List<Death> deaths, boolean succeeded) {
      if (deaths.size() > 1) {
        report(Violation.Kind.DEAD_TWICE, id, deaths.size() + " dead letters: " + stories(deaths));
      }
      if (!deaths.isEmpty() && succeeded) {
        report(Violation.Kind.DEAD_THOUGH_DELIVERED, id, runs + "; " + stories(deaths));
      } else if (!deaths.isEmpty() && runs.size() < attempts) {
        String detail = runs.size() + " runs of " + attempts + ": " + stories(deaths);
        report(Violation.Kind.DEAD_TOO_EARLY, id, detail);
      }
    }

    private static String stories(List<Death> deaths) {
      return deaths.stream().map(Death::story).collect(joining("; "));
    }

    /// What runs after a success, or more often than it may, was run twice: only a fault may be the
    /// reason, and then it hit between the two.
    private void judgeDuplicates(String id, List<Run> runs) {
      int allowed = 0;
      while (allowed < runs.size() && allowed < attempts && !runs.get(allowed).succeeded()) {
        allowed++;
      }
      boolean endedBySuccess = allowed < runs.size() && runs.get(allowed).succeeded();
      for (int i = endedBySuccess ? allowed + 1 : allowed; i < runs.size(); i++) {
        if (isExplained(runs.get(i), runs.subList(0, i))) {
          duplicates++;
        } else {
          report(Violation.Kind.DUPLICATE_WITHOUT_FAULT, id, runs.toString());
        }
      }
    }

    private boolean isExplained(Run again, List<Run> earlier) {
      return history.faults().stream()
          .filter(fault -> earlier.stream().anyMatch(run -> isAround(fault, run)))
          .anyMatch(fault ->
              again.atMillis() >= fault.fromMillis() - BEFORE_FAULT.toMillis()
                  && again.atMillis() <= endOfGrace(fault));
    }

    /// The grace is what a dispatcher needs that is left alone: a fault that comes meanwhile begins
    /// it anew.
    private long endOfGrace(Fault first) {
      long end = first.toMillis() + grace.toMillis();
      for (Fault next : faultsInOrder) {
        if (next.fromMillis() >= first.fromMillis() && next.fromMillis() <= end) {
          end = Math.max(end, next.toMillis() + grace.toMillis());
        }
      }
      return end;
    }

    private boolean isAround(Fault fault, Run run) {
      return run.atMillis() >= fault.fromMillis() - BEFORE_FAULT.toMillis()
          && run.atMillis() <= fault.toMillis() + grace.toMillis();
    }

    private void judgeRequestIds(String id, List<Run> runs, List<Death> deaths) {
      Publication publication = published.get(id);
      Stream<String> answered =
          publication == null ? Stream.empty() : Stream.ofNullable(publication.requestId());
      Stream<String> seen =
          Stream.concat(runs.stream().map(Run::requestId), deaths.stream().map(Death::requestId));
      Set<String> different = Stream.concat(answered, seen).collect(toSet());
      if (different.size() > 1) {
        report(Violation.Kind.REQUEST_ID_CHANGED, id, different.toString());
      }
    }

    private void report(Violation.Kind kind, String id, String detail) {
      violations.add(new Violation(kind, id, detail));
    }
  }
}
