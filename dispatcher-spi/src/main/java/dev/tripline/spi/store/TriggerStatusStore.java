package dev.tripline.spi.store;

import java.time.Instant;
import java.util.List;

/// The state of triggers as each node sees it: one row a trigger and node. A row counts for as long as
/// its node's lease ([NodeLease]); rows of dead nodes are not shown and are removed in time. Blocking;
/// safe for many threads and nodes.
public interface TriggerStatusStore {

  /// Writes this node's rows, with the store's time. They take the place of all that this node
  /// reported before: a trigger that is not among them has no row of this node any more.
  void report(List<Report> reports);

  /// This node's view of one trigger.
  ///
  /// @param state the name of its state
  /// @param document the rest as JSON; the store does not look into it
  record Report(String triggerId, String state, String document) {}

  /// The rows of living nodes for the trigger, by node.
  List<NodeReport> of(String triggerId);

  /// The rows of living nodes for all triggers, by trigger and node.
  List<NodeReport> all();

  /// Forgets a trigger that was deleted.
  void clear(String triggerId);

  /// A row.
  ///
  /// @param node the process's name, such as `4711@host`
  /// @param at when it was reported, by the store's clock
  record NodeReport(String node, Instant at, Report report) {}
}
