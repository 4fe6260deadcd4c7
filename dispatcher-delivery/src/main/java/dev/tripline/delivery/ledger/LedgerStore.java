package dev.tripline.delivery.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Where the books of all nodes are kept. Blocking and durable; safe for many threads.
public interface LedgerStore {

  /// What one node adds to the books of a trigger.
  ///
  /// @param minute its first millisecond since 1970
  /// @param held what the node holds at the end of the change
  record Row(String triggerId, long minute, Counts change, long held) {}

  /// A row as it was read.
  record Read(long minute, String node, Counts counts, long held) {}

  /// Adds a node. While it is silent for longer than `length` others may take it for dead.
  void open(String node, Duration length);

  /// Adds all rows in one transaction, and the node is heard of.
  ///
  /// @return `false` if the node was taken for dead meanwhile; nothing was added
  boolean add(String node, Duration length, List<Row> rows);

  /// What the node holds counts as given back to its source from now on, and the node is gone.
  void close(String node, long minute);

  /// Closes nodes that were silent for too long.
  ///
  /// @return how many
  int closeDead(long minute);

  /// The rows of a trigger from `from` and before `to`, by minute, and of each node the newest one
  /// before.
  List<Read> read(String triggerId, Instant from, Instant to);

  /// Forgets minutes before `before`.
  ///
  /// @return how many rows that were
  int forget(Instant before);
}
