package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.delivery.PollThread;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Deleted triggers until nothing is kept for them any more, here or at the servers of their sources: a
/// server that is out of reach is asked again until it has let go, also after a restart. After a month it
/// is given up. Blocking; safe for many threads.
final class DeletedTriggers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeletedTriggers.class);

  /// A node that deletes may wait that long for the trigger's last batch before another one tries.
  private static final Duration UNDISTURBED = Duration.ofMinutes(20);

  private static final Duration PATIENCE = Duration.ofDays(30);
  private static final Duration SOONEST = Duration.ofSeconds(2);
  private static final Duration LATEST = Duration.ofMinutes(10);

  private final JdbcTriggerStore store;
  private final JdbcClient reader;
  private final StoreWriter writer;
  private final TriggerSources sources;
  private final InstantSource clock;
  private final PollThread retries;

  /// @param looks the time between two
  DeletedTriggers(
      JdbcTriggerStore store,
      Stores stores,
      TriggerSources sources,
      Duration looks,
      InstantSource clock) {
    this.store = store;
    this.reader = stores.reader();
    this.writer = stores.writer();
    this.sources = sources;
    this.clock = clock;
    this.retries =
        new PollThread(
            "deleted triggers",
            looks,
            this::retry,
            "Deleted triggers cannot be seen to now",
            "Seeing to deleted triggers");
  }

  private record Due(String id, Optional<Trigger> trigger, Instant deletedAt) {}

  /// Notes a trigger that is about to be deleted, in the same transaction.
  static void note(JdbcClient sql, String id, Instant now) {
    sql.sql(
            """
            INSERT INTO deleted_trigger (id, name, function_name, qualifier, paused, form, resource,
              tenant_key, dead_letter_retention, revision, created_at, updated_at, deleted_at, due_at)
            SELECT id, name, function_name, qualifier, paused, form, resource,
              tenant_key, dead_letter_retention, revision, created_at, updated_at, :now, :due
            FROM source_trigger WHERE id = :id
            """)
        .param("now", now.toEpochMilli())
        .param("due", now.plus(UNDISTURBED).toEpochMilli())
        .param("id", id)
        .update();
  }

  /// Forgets a trigger of which nothing runs any more, or has it tried again later.
  void forget(Trigger gone) {
    forget(new Due(gone.id(), Optional.of(gone), clock.instant()));
  }

  private void forget(Due due) {
    if (due.trigger().isEmpty()) {
      later(due); // perhaps a later version knows its kind
      return;
    }
    Trigger gone = due.trigger().get();
    try {
      sources.forget(gone, store.all());
      writer.write(
          sql -> sql.sql("DELETE FROM deleted_trigger WHERE id = ?").param(gone.id()).update());
      log.info("Trigger {} deleted", gone.name());
    } catch (SourceUnavailableException e) {
      log.warn(
          "The server of deleted trigger {} still keeps what it was told to: {}",
          gone.name(),
          e.getMessage());
      later(due);
    }
  }

  /// Sooner for those that were deleted a short while ago.
  private void later(Due due) {
    Instant now = clock.instant();
    Duration since = Duration.between(due.deletedAt(), now);
    if (since.compareTo(PATIENCE) > 0) {
      log.error(
          "What was kept for deleted trigger {} stays: nobody could be told in {}",
          due.id(),
          since);
      writer.write(
          sql -> sql.sql("DELETE FROM deleted_trigger WHERE id = ?").param(due.id()).update());
      return;
    }
    long pause = Math.clamp(since.toMillis() / 4, SOONEST.toMillis(), LATEST.toMillis());
    writer.write(sql ->
        sql.sql("UPDATE deleted_trigger SET due_at = :due WHERE id = :id")
            .param("due", now.toEpochMilli() + pause)
            .param("id", due.id())
            .update());
  }

  /// Tries again what is due, until it is closed.
  void start() {
    retries.start();
  }

  private boolean retry() {
    due().forEach(this::forget);
    return false;
  }

  private List<Due> due() {
    return reader
        .sql("SELECT * FROM deleted_trigger WHERE due_at <= ? ORDER BY due_at LIMIT 20")
        .param(clock.millis())
        .query((row, _) ->
            new Due(
                row.getString("id"),
                store.trigger(row),
                Instant.ofEpochMilli(row.getLong("deleted_at"))))
        .list();
  }

  @Override
  public void close() {
    retries.close();
  }
}
