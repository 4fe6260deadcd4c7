package dev.tripline.testkit.proof.order;

import static java.util.stream.Collectors.groupingBy;

import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.proof.Violation;
import dev.tripline.testkit.proof.Violation.Kind;
import dev.tripline.testkit.proof.order.OrderHistory.Death;
import dev.tripline.testkit.proof.order.OrderHistory.End;
import dev.tripline.testkit.proof.order.OrderHistory.Run;
import dev.tripline.testkit.proof.order.OrderHistory.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Judges an [OrderHistory] by the promises of ordered, at-least-once delivery:
///
/// * what the source took was delivered, or is a dead letter if it is poison, and then once;
///   what a queue of groups hands over behind a poison only may share its fate;
/// * no record of a key is started before the one before it has succeeded or was given up, unless
///   both are in one batch, in order;
/// * what ran again ran again because of a fault, and then the records of a key from one on, without
///   a hole.
public final class OrderChecker {
  private static final Duration BEFORE_FAULT = Duration.ofSeconds(1);

  private final OrderRules rules;

  public OrderChecker(OrderRules rules) {
    this.rules = rules;
  }

  public OrderVerdict check(OrderHistory history) {
    return new Judgement(history).verdict();
  }

  /// A run and its place among all runs.
  private record Step(int place, Run run) {
    boolean is(End end) {
      return run.end() == end;
    }
  }

  private final class Judgement {
    private final OrderHistory history;
    private final Map<KeyedRecord, Boolean> sent = new HashMap<>();
    private final Map<KeyedRecord, List<Step>> steps = new HashMap<>();
    private final Map<KeyedRecord, List<Step>> held = new HashMap<>();
    private final Map<KeyedRecord, List<Death>> deaths;
    private final Map<Fault, Integer> duplicates = new LinkedHashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private long latestMillis;

    Judgement(OrderHistory history) {
      this.history = history;
      for (Sent one : history.sent()) {
        sent.merge(one.record(), one.acknowledged(), Boolean::logicalOr);
      }
      for (int i = 0; i < history.runs().size(); i++) {
        Run run = history.runs().get(i);
        var where = run.end() == End.HELD ? held : steps;
        where.computeIfAbsent(run.record(), _ -> new ArrayList<>()).add(new Step(i, run));
      }
      deaths = history.deaths().stream().collect(groupingBy(Death::record));
      history.faults().forEach(fault -> duplicates.put(fault, 0));
    }

    OrderVerdict verdict() {
      TreeSet<KeyedRecord> all = new TreeSet<>(sent.keySet());
      all.addAll(steps.keySet());
      all.addAll(deaths.keySet());
      all.forEach(this::judgeEnd);
      if (rules.ordered()) {
        judgeOrder(all);
      }
      judgeDuplicates(all);
      int delivered = (int) all.stream().filter(record -> success(record) != null).count();
      int acknowledged = (int) sent.values().stream().filter(taken -> taken).count();
      return new OrderVerdict(
          acknowledged,
          sent.size() - acknowledged,
          delivered,
          history.deaths().size(),
          duplicates,
          latestMillis,
          violations);
    }

    private List<Step> steps(KeyedRecord record) {
      return steps.getOrDefault(record, List.of());
    }

    private List<Step> held(KeyedRecord record) {
      return held.getOrDefault(record, List.of());
    }

    private List<Death> deaths(KeyedRecord record) {
      return deaths.getOrDefault(record, List.of());
    }

    private @Nullable Step success(KeyedRecord record) {
      return steps(record).stream().filter(step -> step.is(End.OK)).findFirst().orElse(null);
    }

    private void judgeEnd(KeyedRecord record) {
      boolean poison = Behaviour.of(record) == Behaviour.POISON;
      boolean succeeded = success(record) != null;
      List<Death> itsDeaths = deaths(record);
      if (!sent.containsKey(record)) {
        report(Kind.NEVER_SENT, record, steps(record).size() + " runs");
        return;
      }
      if (Boolean.TRUE.equals(sent.get(record)) && !succeeded && itsDeaths.isEmpty()) {
        report(Kind.LOST, record, steps(record).toString());
      }
      if (itsDeaths.isEmpty()) {
        return;
      }
      judgeMoreDeaths(record, itsDeaths);
      Fault late = lateness(record);
      if (late != null) {
        duplicates.merge(late, 1, Integer::sum);
      } else if (succeeded) {
        report(Kind.DEAD_THOUGH_DELIVERED, record, steps(record).toString());
      } else if (!(poison || !held(record).isEmpty())
          || failures(record, Integer.MAX_VALUE) < rules.attempts()) {
        report(Kind.DEAD_TOO_EARLY, record, steps(record).toString());
      }
    }

    /// A queue gives up by itself what it has handed out often enough, also while a dispatcher that is
    /// paused holds it, and that one may run it when it goes on.
    ///
    /// @return the fault that made the record's success come late; null if it did not
    private @Nullable Fault lateness(KeyedRecord record) {
      Step success = success(record);
      boolean byQueue = deaths(record).stream().anyMatch(death -> death.atMillis() == null);
      if (success == null || !byQueue || failures(record, success.place()) < rules.attempts()) {
        return null;
      }
      return reason(success.run().atMillis());
    }

    /// Without an order, giving a message back may leave a copy of it beside it, if a fault comes in
    /// between; both are given up then.
    private void judgeMoreDeaths(KeyedRecord record, List<Death> itsDeaths) {
      for (Death death : itsDeaths.subList(1, itsDeaths.size())) {
        Long at = death.atMillis();
        Fault reason = rules.ordered() || at == null ? null : reason(at);
        if (reason == null) {
          report(Kind.DEAD_TWICE, record, itsDeaths.toString());
        } else {
          duplicates.merge(reason, 1, Integer::sum);
        }
      }
    }

    /// A queue of groups counts it against a record as well that one before it failed.
    private long failures(KeyedRecord record, int beforePlace) {
      return Stream.concat(steps(record).stream(), held(record).stream())
          .filter(step -> step.is(End.FAILED) || step.is(End.HELD))
          .filter(step -> step.place() < beforePlace)
          .count();
    }

    private void judgeOrder(NavigableSet<KeyedRecord> all) {
      KeyedRecord before = null;
      for (KeyedRecord record : all) {
        List<Step> itsSteps = steps(record);
        boolean sameKey = before != null && before.key().equals(record.key());
        if (sameKey && before != null && !itsSteps.isEmpty()) {
          judgeOrder(before, record, itsSteps.getFirst());
        }
        // One that was never taken cannot be waited for.
        if (!itsSteps.isEmpty() || Boolean.TRUE.equals(sent.get(record))) {
          before = record;
        }
      }
    }

    private void judgeOrder(KeyedRecord before, KeyedRecord record, Step first) {
      Step success = success(before);
      boolean ended =
          (success != null && lateness(before) == null)
              ? success.place() < first.place()
              : isGivenUp(before, first);
      boolean inOneBatch =
          steps(before).stream()
              .filter(step -> step.place() < first.place() && !step.is(End.FAILED))
              .anyMatch(step -> step.run().requestId().equals(first.run().requestId()));
      if (!ended && !inOneBatch) {
        report(
            Kind.OUT_OF_ORDER,
            record,
            "began as "
                + first
                + " before "
                + before
                + " ended: "
                + steps(before)
                + " "
                + deaths(before));
      }
    }

    private boolean isGivenUp(KeyedRecord before, Step first) {
      for (Death death : deaths(before)) {
        Long at = death.atMillis();
        if (at != null) {
          return at <= first.run().atMillis();
        }
        return failures(before, first.place()) >= rules.attempts();
      }
      return false;
    }

    private void judgeDuplicates(NavigableSet<KeyedRecord> all) {
      for (KeyedRecord record : all) {
        for (Step again : again(record)) {
          Fault reason = reason(again.run().atMillis());
          if (reason == null) {
            report(Kind.DUPLICATE_WITHOUT_FAULT, record, steps(record).toString());
          } else {
            duplicates.merge(reason, 1, Integer::sum);
            latestMillis = Math.max(latestMillis, again.run().atMillis() - reason.toMillis());
          }
        }
      }
      duplicates.forEach((fault, count) -> {
        if (count > rules.replayed()) {
          violations.add(
              new Violation(Kind.TOO_MANY_DUPLICATES, fault.what(), count + " at " + fault));
        }
        if (rules.ordered()) {
          judgeHoles(all, fault);
        }
      });
    }

    /// Runs after the record's success, or after it was given up.
    private List<Step> again(KeyedRecord record) {
      Step success = success(record);
      List<Death> itsDeaths = deaths(record);
      Long death = itsDeaths.isEmpty() ? null : itsDeaths.getFirst().atMillis();
      return steps(record).stream()
          .filter(step ->
              success != null
                  ? step.place() > success.place()
                  : death != null && step.run().atMillis() > death)
          .toList();
    }

    private @Nullable Fault reason(long atMillis) {
      Fault reason = null;
      for (Fault fault : history.faults()) {
        // The last one that began before.
        if (isAround(fault, atMillis)) {
          reason = fault;
        }
      }
      return reason;
    }

    private boolean isAround(Fault fault, long at) {
      return at >= fault.fromMillis() - BEFORE_FAULT.toMillis()
          && at <= fault.toMillis() + rules.grace().toMillis();
    }

    /// Positions are contiguous: between two records of a key that ran again because of a fault,
    /// every other one ran as well.
    private void judgeHoles(NavigableSet<KeyedRecord> all, Fault fault) {
      Map<String, TreeSet<KeyedRecord>> replayed = new TreeMap<>();
      for (KeyedRecord record : all) {
        if (again(record).stream().anyMatch(step -> fault.equals(reason(step.run().atMillis())))) {
          replayed.computeIfAbsent(record.key(), _ -> new TreeSet<>()).add(record);
        }
      }
      for (TreeSet<KeyedRecord> ofKey : replayed.values()) {
        for (KeyedRecord between : all.subSet(ofKey.first(), ofKey.last())) {
          boolean ran =
              steps(between).stream().anyMatch(step -> isAround(fault, step.run().atMillis()));
          if (!ran && deaths(between).isEmpty() && !steps(between).isEmpty()) {
            report(Kind.HOLE_IN_REPLAY, between, "after " + fault + ": " + steps(between));
          }
        }
      }
    }

    private void report(Kind kind, KeyedRecord record, String detail) {
      violations.add(new Violation(kind, record.toString(), detail));
    }
  }
}
