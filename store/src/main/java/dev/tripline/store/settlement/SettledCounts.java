package dev.tripline.store.settlement;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Counts of settled events, which a module above the store keeps in tables of its own. They are written
/// in the transaction that settles the events, so that a kill leaves both or neither. Safe for many
/// threads.
public interface SettledCounts {

  /// Counts events within the transaction, which may run a second time.
  void add(JdbcClient sql, String triggerId, Settled what, long events);

  /// Takes what was counted of the trigger in memory and is not written yet, for the transaction that
  /// commits its progress. Must not block.
  Untold take(String triggerId);

  /// Counts that were taken: either written by the transaction or given back.
  interface Untold {
    void write(JdbcClient sql);

    /// The transaction was not committed.
    void giveBack();
  }
}
