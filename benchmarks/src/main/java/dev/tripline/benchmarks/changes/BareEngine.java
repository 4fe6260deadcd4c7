package dev.tripline.benchmarks.changes;

import dev.tripline.benchmarks.load.BacklogWindow;
import io.debezium.embedded.Connect;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.format.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;

/// Debezium's engine with a consumer that does nothing but confirm.
record BareEngine(MeasuredTable table, String slot) {

  /// Makes the slot: all that is written from now on is read.
  void place() throws SQLException {
    table.execute("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
  }

  void drop() throws SQLException {
    table.execute("SELECT pg_drop_replication_slot('%s')".formatted(slot));
  }

  /// Reads the backlog as the engine's JSON, without schemas. Blocks until all are read.
  void readJson(BacklogWindow window) throws InterruptedException, IOException {
    Properties properties = properties();
    properties.put("converter.schemas.enable", "false");
    DebeziumEngine.Builder<ChangeEvent<String, String>> builder =
        DebeziumEngine.create(Json.class).using(properties);
    run(builder, event -> require(event.value() != null), window);
  }

  /// Reads the backlog as objects, which nothing can be done with outside of this process.
  void readObjects(BacklogWindow window) throws InterruptedException, IOException {
    DebeziumEngine.Builder<RecordChangeEvent<SourceRecord>> builder =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class)).using(properties());
    run(builder, event -> require(event.record() != null), window);
  }

  private static void require(boolean there) {
    if (!there) {
      throw new IllegalStateException("a change without a value");
    }
  }

  private static <R> void run(
      DebeziumEngine.Builder<R> builder, Consumer<R> look, BacklogWindow window)
      throws InterruptedException, IOException {
    var ended = new AtomicReference<String>();
    try (ExecutorService threads = Executors.newSingleThreadExecutor();
        DebeziumEngine<R> engine =
            builder
                .notifying((events, committer) -> {
                  for (R event : events) {
                    look.accept(event);
                    committer.markProcessed(event);
                  }
                  committer.markBatchFinished();
                  window.settled(events.size());
                })
                .using(
                    (DebeziumEngine.CompletionCallback)
                        (_, message, _) -> ended.set(String.valueOf(message)))
                .build()) {
      threads.execute(engine);
      while (window.left() > 0) {
        if (ended.get() != null) {
          throw new IllegalStateException("the engine alone has ended: " + ended.get());
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }

  private Properties properties() {
    Properties all = new Properties();
    all.put("name", slot);
    all.put("topic.prefix", slot);
    all.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    all.put("offset.storage", MemoryOffsetBackingStore.class.getName());
    all.put("bootstrap.servers", "unused:9092");
    all.put("database.hostname", "127.0.0.1");
    all.put("database.port", Integer.toString(table.port()));
    all.put("database.user", table.user());
    all.put("database.password", "none");
    all.put("database.dbname", table.database());
    all.put("plugin.name", "pgoutput");
    all.put("slot.name", slot);
    all.put("publication.name", MeasuredTable.PUBLICATION);
    all.put("publication.autocreate.mode", "disabled");
    all.put("snapshot.mode", "no_data");
    all.put("table.include.list", "public.items");
    all.put("tombstones.on.delete", "false");
    all.put("skipped.operations", "t");
    return all;
  }
}
