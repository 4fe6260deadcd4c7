package dev.tripline.adapter.cdc;

import dev.tripline.adapter.cdc.ChangeDatabase.Reading;
import dev.tripline.adapter.cdc.ChangeState.Resolution;
import dev.tripline.adapter.cdc.ChangeState.Seen;
import dev.tripline.adapter.cdc.engine.ChangeFeed;
import dev.tripline.adapter.shards.Position;
import dev.tripline.adapter.shards.ShardedStream;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.source.StreamRecord;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The changes of a database as a stream with one shard: only one reader can follow a log. A loss ends
/// the shard; the next one begins when an operator has said how.
final class ChangeStream implements ShardedStream {
  private static final Logger log = LoggerFactory.getLogger(ChangeStream.class);
  private static final Optional<Resolution> CONTINUE = Optional.of(Resolution.CONTINUE);
  private static final Pace PACE = new Pace(Duration.ofMillis(1), Duration.ZERO);
  private static final Duration WAIT = Duration.ofMillis(20);

  private final ChangeDatabase database;
  private final ChangeSource.Reader reader;
  private final ChangeState state;
  private final ChangeProgress progress;
  private final InstantSource clock;
  private volatile @Nullable Open open;
  private volatile Position.@Nullable After committed;
  private volatile @Nullable String lost;
  private volatile @Nullable SourceUnavailableException unopened;

  ChangeStream(ChangeDatabase database, ChangeSource.Reader reader, InstantSource clock) {
    this.database = database;
    this.reader = reader;
    this.state = reader.state();
    this.progress = reader.progress();
    this.clock = clock;
  }

  /// @param behind records up to this place are finished: a reading begins at the beginning of its
  ///     transaction
  /// @param upTo the last place that is no change and behind all changes that were handed on; null for
  ///     none
  private record Open(
      String shard, ChangeFeed feed, Reading reading, BigInteger behind, Holder upTo) {}

  /// A value of the reading thread.
  private static final class Holder {
    private @Nullable BigInteger place;
  }

  @Override
  public Pace pace() {
    return PACE;
  }

  /// @throws SourceUnavailableException also while a gap waits for an operator
  @Override
  public List<KnownShard> shards() {
    Seen seen = state.load();
    if (seen.gap().isPresent()) {
      throw new SourceUnavailableException(
          "GAP: changes of %s were lost and nothing is read until this is resolved at /v1/triggers/%s/gap: %s"
              .formatted(database.inWords(), state.triggerId(), seen.gap().get()));
    }
    SourceUnavailableException failure = unopened;
    if (failure != null) {
      throw failure;
    }
    Position.After last = committed;
    if (last == null || open == null) {
      database.check();
    } else {
      look(last);
    }
    return List.of(new KnownShard(seen.shard(), Set.of(), true));
  }

  private void look(Position.After last) {
    try {
      long kept = database.kept(last);
      if (open != null) {
        progress.kept(kept);
      }
    } catch (LostChangesException e) {
      String why = String.valueOf(e.getMessage());
      state.lose(why);
      lost = why;
    }
  }

  /// Decided once: after a loss, nothing is begun anew by itself.
  @Override
  public Position newest(String shardId) {
    return state
        .place(shardId)
        .orElseGet(() -> {
          Position begin = database.newest();
          state.place(shardId, begin);
          return begin;
        });
  }

  @Override
  public Answer open(String shardId, Position from) {
    left(shardId);
    lost = null;
    Seen seen = state.load();
    if (!seen.shard().equals(shardId)) {
      return new Answer.Gone("another shard was begun after a loss of changes");
    }
    if (seen.gap().isPresent()) {
      return new Answer.Gone(seen.gap().get());
    }
    try {
      Answer answer = open(seen, from);
      unopened = null;
      return answer;
    } catch (SourceUnavailableException e) {
      unopened = e;
      throw e;
    }
  }

  private Answer open(Seen seen, Position from) {
    String shardId = seen.shard();
    Position begin =
        from instanceof Position.Beginning && seen.resolution().equals(CONTINUE)
            ? newest(shardId)
            : from;
    switch (begin) {
      case Position.After after -> {
        Optional<String> loss = database.loss(after);
        if (loss.isPresent()) {
          state.lose(loss.get());
          return new Answer.Gone(loss.get());
        }
        committed = after;
      }
      case Position.Beginning _ -> log.info("A snapshot of {} is taken", database.inWords());
      case Position.Since since ->
          throw new IllegalStateException("changes cannot be read by time: " + since);
    }
    Reading reading = database.read(begin);
    ChangeFeed feed = ChangeFeed.start(database.inWords(), reading.properties());
    open = new Open(shardId, feed, reading, place(begin), new Holder());
    progress.heard();
    return new Answer.Iterator(shardId);
  }

  @Override
  public Answer read(String shardId, String iterator) throws InterruptedException {
    Open now = open;
    if (now == null) {
      return new Answer.Expired();
    }
    String gap = lost;
    if (gap != null) {
      return new Answer.Gone(gap);
    }
    List<SourceRecord> read = now.feed().poll(WAIT);
    List<StreamRecord> records = new ArrayList<>(read.size());
    for (SourceRecord record : read) {
      boolean change = isChange(record);
      BigInteger place = now.reading().numbers().of(record, change);
      if (place == null || place.compareTo(now.behind()) <= 0) {
        continue;
      }
      if (change) {
        now.upTo().place = null;
        records.add(toRecord(shardId, place, record));
      } else {
        now.upTo().place = place;
      }
    }
    if (!read.isEmpty()) {
      progress.heard();
    }
    if (!records.isEmpty()) {
      return new Answer.Page(records, iterator, null);
    }
    BigInteger upTo = now.upTo().place;
    if (upTo != null) {
      now.upTo().place = null;
      Instant time = clock.instant();
      return new Answer.Nothing(new StreamRecord(upTo.toString(), null, time, 0, new byte[0]));
    }
    return new Answer.Page(List.of(), iterator, progress.silence());
  }

  private static BigInteger place(Position position) {
    return position instanceof Position.After after
        ? new BigInteger(after.sequenceNumber())
        : BigInteger.ZERO;
  }

  private static boolean isChange(SourceRecord record) {
    return record.value() instanceof Struct value
        && value.schema().field("op") != null
        && value.schema().field("source") != null
        && !"m".equals(value.getString("op"));
  }

  private StreamRecord toRecord(String shardId, BigInteger place, SourceRecord record) {
    Struct source = ((Struct) record.value()).getStruct("source");
    String number = place.toString();
    String key = record.key() instanceof Struct columns ? ChangeJson.key(columns) : null;
    byte[] json = ChangeJson.record(reader.source(), shardId, number, key, record);
    Long time = source.getInt64("ts_ms");
    return new StreamRecord(
        number,
        key == null ? table(source) : table(source) + key,
        time == null ? clock.instant() : Instant.ofEpochMilli(time),
        json.length + 1L,
        json);
  }

  private static String table(Struct source) {
    String schema =
        source.schema().field("schema") == null
            ? source.getString("db")
            : source.getString("schema");
    return schema + "." + source.getString("table");
  }

  @Override
  public void committed(String shardId, Position position) {
    Open now = open;
    if (now != null && now.shard().equals(shardId) && position instanceof Position.After after) {
      committed = after;
      Map<String, Object> confirmation = database.confirmation(after);
      if (!confirmation.isEmpty()) {
        now.feed().confirm(confirmation);
      }
    }
  }

  @Override
  public void left(String shardId) {
    Open now = open;
    if (now != null && now.shard().equals(shardId)) {
      open = null;
      try {
        now.feed().close();
      } finally {
        now.reading().end().run();
        progress.ended();
      }
    }
  }
}
