package dev.tripline.dispatcher.alert.signal;

import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.store.engine.StoreWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What this node knows of its triggers, written down for the node that checks the alerts, and what all
/// nodes have written. Rows of nodes that are silent for a minute count no more. For one thread.
public final class TriggerSignals {
  private static final Duration HEARD = Duration.ofMinutes(1);
  private static final String PUT =
      """
      INSERT INTO alert_signal (trigger_id, node, revision, failures, residual, at)
      VALUES (:trigger, :node, :revision, :failures, :residual, :now)
      ON CONFLICT (trigger_id, node) DO UPDATE SET revision = excluded.revision,
        failures = excluded.failures, residual = excluded.residual, at = excluded.at
      """;

  private final TriggerService triggers;
  private final ConsecutiveFailures failures;
  private final Ledger ledger;
  private final Rows rows;

  public TriggerSignals(
      TriggerService triggers, ConsecutiveFailures failures, Ledger ledger, Rows rows) {
    this.triggers = triggers;
    this.failures = failures;
    this.ledger = ledger;
    this.rows = rows;
  }

  /// @param revision of the trigger, since which failures are counted
  /// @param failures in a row; of several nodes the most that one has seen
  /// @param residual events that are unaccounted for, of all nodes
  public record Signal(long revision, long failures, long residual) {
    public static final Signal NONE = new Signal(0, 0, 0);

    /// A node that has not seen a change of the trigger yet counts failures of before.
    Signal with(Signal other) {
      Signal newer = other.revision > revision ? other : this;
      long most = other.revision == revision ? Math.max(failures, other.failures) : newer.failures;
      return new Signal(newer.revision, most, residual + other.residual);
    }

    /// Those since the trigger has this revision.
    public long failuresSince(long since) {
      return revision == since ? failures : 0;
    }
  }

  /// Writes down what is not 0. Blocking.
  public void report() {
    Map<String, Signal> own = new HashMap<>();
    for (LocalTrigger live : triggers.all()) {
      String id = live.trigger().id();
      Signal signal = new Signal(live.trigger().revision(), failures.of(id), ledger.residual(id));
      if (signal.failures() != 0 || signal.residual() != 0) {
        own.put(id, signal);
      }
    }
    rows.replace(own);
  }

  /// By trigger, those that are not 0. Blocking.
  public Map<String, Signal> all() {
    return rows.all();
  }

  /// The table that nodes share. Each node replaces its own rows.
  public static final class Rows {
    private final JdbcClient reader;
    private final StoreWriter writer;
    private final InstantSource clock;
    private final String node = UUID.randomUUID().toString();
    private boolean written = true;

    /// @param clock the store's
    public Rows(JdbcClient reader, StoreWriter writer, InstantSource clock) {
      this.reader = reader;
      this.writer = writer;
      this.clock = clock;
    }

    private void replace(Map<String, Signal> own) {
      if (own.isEmpty() && !written) {
        return;
      }
      long now = clock.millis();
      writer.write(sql -> {
        sql.sql("DELETE FROM alert_signal WHERE node = :node OR at < :before")
            .param("node", node)
            .param("before", now - HEARD.toMillis())
            .update();
        own.forEach((trigger, signal) ->
            sql.sql(PUT)
                .param("trigger", trigger)
                .param("node", node)
                .param("revision", signal.revision())
                .param("failures", signal.failures())
                .param("residual", signal.residual())
                .param("now", now)
                .update());
        return own.size();
      });
      written = !own.isEmpty();
    }

    private Map<String, Signal> all() {
      Map<String, Signal> found = new HashMap<>();
      reader
          .sql(
              "SELECT trigger_id, revision, failures, residual FROM alert_signal WHERE at >="
                  + " :after")
          .param("after", clock.millis() - HEARD.toMillis())
          .query((row, _) ->
              Map.entry(
                  row.getString(1), new Signal(row.getLong(2), row.getLong(3), row.getLong(4))))
          .list()
          .forEach(entry -> found.merge(entry.getKey(), entry.getValue(), Signal::with));
      return found;
    }
  }
}
