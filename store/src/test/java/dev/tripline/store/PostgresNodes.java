package dev.tripline.store;

import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.store.StoreUnderTest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Nodes that share one PostgreSQL. Opening one takes longer than most tests: a node that was alone stays open
/// for the next test.
public final class PostgresNodes implements AutoCloseable {
  private final StoreSettings settings;
  private final List<Stores> nodes = new ArrayList<>();

  public PostgresNodes(String jdbcUrl, String user, String password) {
    this.settings = StoreSettings.postgresql(jdbcUrl, user, password);
  }

  /// A node on emptied tables.
  public StoreUnderTest open() {
    StoreUnderTest first = openAsItIs();
    nodes
        .getFirst()
        .writer()
        .write(sql ->
            sql.sql(
                    "TRUNCATE invocation, dedup_key, dead_letter, dead_letter_count, audit,"
                        + " dead_letter_class, dead_letter_class_count,"
                        + " redrive_run, redrive_letter,"
                        + " trigger_status, outbox, source_state, shard, shard_reader, parked_key,"
                        + " parked_record, parked_mark, parked_reader, shard_stream, blob")
                .update());
    return first;
  }

  /// Without emptying them.
  public StoreUnderTest openAsItIs() {
    Stores first = nodes.isEmpty() ? node() : nodes.getFirst();
    return new OpenStore(first, this::succeed);
  }

  /// Nodes that came after one another, of which the first are without their leases, are closed.
  public void endOfTest() {
    if (nodes.size() > 1) {
      close();
    }
  }

  @Override
  public void close() {
    nodes.forEach(Stores::close);
    nodes.clear();
  }

  /// Time flies for the leases of all that came before.
  private Stores succeed(Stores silent) {
    silent.writer().write(sql -> sql.sql("UPDATE node_lease SET expires_at = 0").update());
    silent.writer().write(sql -> sql.sql("UPDATE shard SET leased_until = 0").update());
    return node();
  }

  private Stores node() {
    Stores node = Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE);
    nodes.add(node);
    return node;
  }
}
