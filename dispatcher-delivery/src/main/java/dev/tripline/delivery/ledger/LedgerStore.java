package dev.tripline.delivery.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Keeps the ledgers of all nodes. Blocking and durable; safe for many threads.
public interface LedgerStore {

  /// One node's change of the ledger of a trigger.
  ///
  /// @param minute its first millisecond since 1970
  /// @param held by the node at the end of the change
  record Row(String triggerId, long minute, Counts change, long held) {}

  /// A row as it was read.
  ///
  /// @param inexact whether the node was found dead then, so that its last counts may be missing
  record Read(long minute, String node, Counts counts, long held, boolean inexact) {}

  /// Adds a node. While it is silent for longer than `length` others may take it for dead.
  void open(String node, Duration length);

  /// Adds all rows in one transaction, and the node is heard of.
  ///
  /// @return `false` if the node was taken for dead meanwhile; nothing was added
  boolean add(String node, Duration length, List<Row> rows);

  /// Counts events that the node holds as given back to their source; the node is gone.
  void close(String node, long minute);

  /// Closes nodes that were silent for too long, and marks the ledgers of their triggers as inexact in the
  /// minute.
  ///
  /// @return their number
  int closeDead(long minute);

  /// The rows of a trigger from `from` and before `to`, by minute, and of each node the newest one
  /// before.
  List<Read> read(String triggerId, Instant from, Instant to);

  /// Forgets minutes before `before`.
  ///
  /// @return the number of those rows
  int forget(Instant before);
}
