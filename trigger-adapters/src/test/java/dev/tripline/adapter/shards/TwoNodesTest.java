package dev.tripline.adapter.shards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.store.ShardLease;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.source.RunningSource;
import dev.tripline.testkit.source.ShardLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two nodes with one PostgreSQL read one stream.
class TwoNodesTest {
  private static PostgresServer server;
  private static Stores one;
  private static Stores other;

  private final String trigger = UUID.randomUUID().toString();
  private final ScriptedStream stream = new ScriptedStream();

  @BeforeAll
  static void start() {
    server = PostgresServer.shared();
    one = LeaseStore.postgresql(server.jdbcUrl("postgres"), server.user());
    other = LeaseStore.postgresql(server.jdbcUrl("postgres"), server.user());
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
    server.close();
  }

  @Test
  void shards_are_shared_out_and_taken_over_from_who_leaves() throws Exception {
    for (int i = 0; i < 6; i++) {
      stream.shard("s" + i).put("s" + i, 5);
    }
    ShardLog log = new ShardLog(ShardLog.Acts::commit);
    ShardLog otherLog = new ShardLog(ShardLog.Acts::commit);
    try (RunningSource first = node(one.shardLeases(), log)) {
      log.await("one node has all", () -> log.reading().size() == 6);
      try (RunningSource _ = node(other.shardLeases(), otherLog)) {
        log.await(
            "each has half", () -> log.reading().size() == 3 && otherLog.reading().size() == 3);
        assertThat(log.handedOver()).as("moved one by one, and none back").hasSize(3);
        first.stop();
        otherLog.await("the other has all", () -> otherLog.reading().size() == 6);
        for (int i = 0; i < 6; i++) {
          stream.put("s" + i, 1);
        }
        otherLog.await(
            "all are read", () -> log.entries().size() + otherLog.entries().size() == 36);
      }
    }
    assertThat(log.overlap() || otherLog.overlap()).isFalse();
  }

  @Test
  void node_that_cannot_reach_the_store_stops_before_another_takes_over() throws Exception {
    stream.shard("a").put("a", 3);
    var cut = new CutOff(one.shardLeases());
    var readers = new AtomicInteger();
    var overlap = new AtomicBoolean();
    ShardLog log = new ShardLog(ShardLog.Acts::commit);
    ShardLog otherLog = new ShardLog(ShardLog.Acts::commit);
    try (RunningSource _ = node(cut, new Counted(log, readers, overlap))) {
      log.await("it is read", () -> log.entries().size() == 3);
      try (RunningSource _ = node(other.shardLeases(), new Counted(otherLog, readers, overlap))) {
        cut.cut();
        stream.put("a", 2);
        otherLog.await("the other has taken over", () -> otherLog.reading().contains("a"));
        assertThat(log.reading()).isEmpty();
        otherLog.await("the rest is read", () -> otherLog.entries().size() >= 2);
      }
    }
    assertThat(overlap).as("two readers at once").isFalse();
  }

  /// As after a long pause of the process: what it does next comes too late.
  @Test
  void paused_node_notices_that_its_lease_is_over_and_commits_nothing() throws Exception {
    stream.shard("a").put("a", 3);
    var reader =
        new ShardLeases.Reader(trigger, "paused", Duration.ofSeconds(4), Duration.ofSeconds(1));
    new LeasedStream(stream, one.shardLeases(), setup(), InstantSource.system()).place();
    ShardLease lease = one.shardLeases().claim(reader, 1).getFirst();
    var owned =
        new OwnedShard(
            one.shardLeases(), lease, System.nanoTime() + Duration.ofSeconds(3).toNanos());
    var shard = new LeasedShard(owned, stream, InstantSource.system());
    StreamRecord first =
        ((Shard.Read.Records) shard.read(1, Duration.ofSeconds(5))).records().getFirst();
    ShardLog otherLog = new ShardLog(ShardLog.Acts::commit);
    try (RunningSource _ = node(other.shardLeases(), otherLog)) {
      otherLog.await("taken over", () -> otherLog.entries().size() == 3);
      assertThat(shard.commit(first)).isFalse();
      assertThat(one.shardLeases().checkpoint(lease, "AFTER 1 2026-11-23T12:00:00Z")).isFalse();
      assertThat(shard.read(1, Duration.ZERO)).isEqualTo(new Shard.Read.Lost());
    }
  }

  private record Counted(ShardLog log, AtomicInteger readers, AtomicBoolean overlap)
      implements ShardConsumer {
    @Override
    public void joined() {
      log.joined();
    }

    @Override
    public boolean consume(Shard shard) throws InterruptedException {
      if (readers.incrementAndGet() > 1) {
        overlap.set(true);
      }
      try {
        return log.consume(shard);
      } finally {
        readers.decrementAndGet();
      }
    }
  }

  private RunningSource node(ShardLeases leases, ShardConsumer consumer) {
    return RunningSource.start(
        ScriptedSource.of(new LeasedStream(stream, leases, setup(), InstantSource.system())),
        consumer);
  }

  private LeasedStream.Setup setup() {
    return new LeasedStream.Setup(trigger, new Start.TrimHorizon(), ScriptedStream.QUICK);
  }

  /// Leases in a store that cannot be reached any more.
  private static final class CutOff implements ShardLeases {
    private final ShardLeases leases;
    private volatile boolean cut;

    CutOff(ShardLeases leases) {
      this.leases = leases;
    }

    void cut() {
      cut = true;
    }

    private ShardLeases reached() {
      if (cut) {
        throw new IllegalStateException("the store cannot be reached, says the test");
      }
      return leases;
    }

    @Override
    public void list(String triggerId, List<Listed> shards) {
      reached().list(triggerId, shards);
    }

    @Override
    public Share renew(Reader reader) {
      return reached().renew(reader);
    }

    @Override
    public List<ShardLease> claim(Reader reader, int max) {
      return reached().claim(reader, max);
    }

    @Override
    public boolean checkpoint(ShardLease lease, String position) {
      return reached().checkpoint(lease, position);
    }

    @Override
    public boolean finish(ShardLease lease) {
      return reached().finish(lease);
    }

    @Override
    public void release(ShardLease lease) {
      reached().release(lease);
    }

    @Override
    public void leave(Reader reader) {
      reached().leave(reader);
    }
  }
}
