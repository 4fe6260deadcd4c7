package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.delivery.activity.RecentActivity;
import dev.tripline.dispatcher.trigger.operation.NodeStatus;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.operation.TriggerView;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Gathers [Overview]s, at most one in half a second however many watch. Blocks while it asks the store;
/// safe for many threads.
final class Overviews {
  private static final Duration FRESH = Duration.ofMillis(500);
  private static final int LARGEST = 5;
  private static final int ALL = 1_000;

  /// States that need nobody.
  private static final Set<String> WELL =
      Set.of("Enabled", "Disabled", "Creating", "Enabling", "Disabling", "Updating", "Deleting");

  private final TriggerOperations triggers;
  private final DeadLetters letters;
  private final RecentActivity activity;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Overview last;

  Overviews(
      TriggerOperations triggers,
      DeadLetters letters,
      RecentActivity activity,
      InstantSource clock) {
    this.triggers = triggers;
    this.letters = letters;
    this.activity = activity;
    this.clock = clock;
  }

  Overview now() {
    lock.lock();
    try {
      Instant now = clock.instant();
      Overview found = last;
      if (found == null || !found.at().plus(FRESH).isAfter(now)) {
        found = gather(now);
        last = found;
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  private Overview gather(Instant now) {
    List<TriggerView> all = triggers.list();
    Map<String, String> names =
        all.stream().collect(Collectors.toMap(TriggerView::id, TriggerView::name));
    List<Overview.Tally> deadByTrigger = tallies(GroupBy.TRIGGER, ALL, names);
    Map<String, Long> dead = new HashMap<>();
    deadByTrigger.forEach(tally -> dead.put(tally.value(), tally.count()));
    return new Overview(
        now,
        letters.count(Selection.ALL),
        tallies(GroupBy.FUNCTION, LARGEST, Map.of()),
        deadByTrigger.stream().limit(LARGEST).toList(),
        all.stream().map(trigger -> row(trigger, dead.getOrDefault(trigger.id(), 0L))).toList(),
        all.stream().mapToLong(TriggerView::inFlight).sum(),
        all.stream().mapToLong(TriggerView::ledgerResidual).sum(),
        nodes(all),
        activity.latest());
  }

  private List<Overview.Tally> tallies(GroupBy by, int limit, Map<String, String> names) {
    return letters.groups(Selection.ALL, by, limit).groups().stream()
        .map(group -> new Overview.Tally(label(group.value(), names), group.value(), group.count()))
        .toList();
  }

  private static String label(@Nullable String value, Map<String, String> names) {
    return value == null ? "none" : names.getOrDefault(value, value);
  }

  private static Overview.TriggerRow row(TriggerView trigger, long dead) {
    boolean well = WELL.contains(trigger.state()) && trigger.warning() == null;
    TriggerView.Told error = trigger.lastError();
    String trouble =
        trigger.warning() != null ? trigger.warning() : error == null ? null : error.message();
    return new Overview.TriggerRow(
        trigger.id(),
        trigger.name(),
        trigger.function(),
        trigger.source().path("kind").asString(),
        trigger.state(),
        well,
        well ? null : trouble,
        trigger.warning() != null,
        trigger.counts().received(),
        dead);
  }

  private static List<Overview.NodeRow> nodes(List<TriggerView> all) {
    Map<String, List<NodeStatus>> byNode =
        all.stream()
            .flatMap(trigger -> trigger.nodes().stream())
            .collect(Collectors.groupingBy(NodeStatus::node, TreeMap::new, Collectors.toList()));
    return byNode.entrySet().stream().map(node -> row(node.getKey(), node.getValue())).toList();
  }

  private static Overview.NodeRow row(String node, List<NodeStatus> triggers) {
    return new Overview.NodeRow(
        node,
        triggers.stream().map(NodeStatus::at).max(Instant::compareTo).orElseThrow(),
        triggers.size(),
        triggers.stream().mapToLong(NodeStatus::inFlight).sum(),
        triggers.stream().mapToLong(one -> one.counts().received()).sum());
  }
}
