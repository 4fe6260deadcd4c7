package dev.tripline.adapter.shards;

import dev.tripline.adapter.shards.ShardedStream.Answer;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a shard from its committed position on, page by page.
///
/// An iterator that has expired is replaced by one behind the last record that was read. Empty pages
/// mean nothing; only a missing next iterator is the end.
final class LeasedShard implements Shard {
  private static final Logger log = LoggerFactory.getLogger(LeasedShard.class);
  private static final long LONGEST_BACKOFF_NANOS = Duration.ofSeconds(5).toNanos();

  private final OwnedShard owned;
  private final ShardedStream stream;
  private final InstantSource clock;
  private final Queue<StreamRecord> waiting = new ArrayDeque<>();
  private Position position;
  private @Nullable String iterator;
  private Read.@Nullable Gap gap;
  private @Nullable Trimming trimming;
  private boolean ended;
  private int throttled;
  private long nextRead = System.nanoTime();
  private volatile @Nullable Duration age;

  LeasedShard(OwnedShard owned, ShardedStream stream, InstantSource clock) {
    this.owned = owned;
    this.stream = stream;
    this.clock = clock;
    this.position = owned.committed();
  }

  @Override
  public String id() {
    return owned.id();
  }

  @Override
  public long epoch() {
    return owned.epoch();
  }

  @Override
  public Read read(int max, Duration wait) throws InterruptedException {
    long until = System.nanoTime() + wait.toNanos();
    boolean asked = max == 0; // nobody wants records
    while (true) {
      Read known = known(max);
      if (known != null) {
        return known;
      }
      long now = System.nanoTime();
      long due = max == 0 ? until : nextRead;
      if (until - now <= 0 && (asked || due - now > 0)) {
        return new Read.Records(List.of());
      }
      if (due - now > 0) {
        owned.pause(Math.min(due, until) - now);
      } else {
        fetch();
        asked = true;
      }
    }
  }

  /// The answer that needs no call of the stream.
  private @Nullable Read known(int max) {
    if (owned.isLost()) {
      return new Read.Lost();
    }
    if (owned.isEnding()) {
      return new Read.Ended(false);
    }
    Read.Gap open = gap;
    if (open != null) {
      gap = null;
      return open;
    }
    if (!waiting.isEmpty()) {
      return take(max);
    }
    return ended ? new Read.Ended(true) : null;
  }

  private Read take(int max) {
    List<StreamRecord> records = new ArrayList<>(Math.min(max, waiting.size()));
    while (records.size() < max && !waiting.isEmpty()) {
      records.add(waiting.remove());
    }
    return new Read.Records(records);
  }

  private void fetch() throws InterruptedException {
    Answer answer = iterator == null ? stream.open(id(), position) : stream.read(id(), iterator);
    ShardedStream.Pace pace = stream.pace();
    if (!(answer instanceof Answer.Throttled)) {
      throttled = 0;
    }
    switch (answer) {
      case Answer.Iterator fresh -> iterator = fresh.token();
      case Answer.Page page -> {
        accept(page);
        boolean more = !waiting.isEmpty() || (page.behind() != null && page.behind().isPositive());
        nextRead = System.nanoTime() + (more ? pace.busy() : pace.idle()).toNanos();
      }
      case Answer.Nothing(StreamRecord upTo) -> {
        passOver(upTo);
        nextRead = System.nanoTime() + pace.busy().toNanos();
      }
      case Answer.Expired _ -> {
        log.info("The iterator of shard {} has expired; reading goes on at {}", id(), position);
        iterator = null;
        if (position instanceof Position.Since(Instant time, _)) {
          position = new Position.Since(time, null);
        }
        nextRead = System.nanoTime() + pace.busy().toNanos();
      }
      case Answer.Trimmed trimmed -> {
        beginAnew(trimmed.why());
        nextRead = System.nanoTime() + pace.idle().toNanos();
      }
      case Answer.Gone gone -> {
        iterator = null;
        report(new Read.Gap(position.inWords(), "the end of the shard", gone.why()));
        ended = true;
      }
      case Answer.Throttled why -> slowDown(pace.busy().toNanos(), why.why());
    }
  }

  private void accept(Answer.Page page) {
    iterator = page.next();
    ended = page.next() == null;
    Duration behind = page.behind() == null ? Duration.ZERO : page.behind();
    Position before = position;
    for (StreamRecord record : unread(page)) {
      position = new Position.After(record.id(), record.arrivedAt());
      age = Duration.between(record.arrivedAt(), clock.instant());
      if (!(before instanceof Position.Since(Instant time, _))
          || !record.arrivedAt().isBefore(time)) {
        waiting.add(record);
      }
    }
    if (page.records().isEmpty()) {
      age = behind;
    } else if (before instanceof Position.Since && waiting.isEmpty()) {
      position = before; // still before the time at which reading begins
    }
  }

  /// Commits the place if nothing before it is open; otherwise the next one will do.
  private void passOver(StreamRecord upTo) {
    age = Duration.ZERO;
    if (owned.committed().equals(position) && commit(upTo)) {
      position = owned.committed();
    }
  }

  /// The page's records, without those that were read before reading began anew.
  private List<StreamRecord> unread(Answer.Page page) {
    Trimming open = trimming;
    if (open == null) {
      return page.records();
    }
    Trimming.Shown shown = open.shownBy(page.records(), ended);
    if (shown.gap() != null) {
      report(shown.gap());
    }
    trimming = shown.open();
    return shown.unread();
  }

  /// Reads the oldest record next that there is. Where nothing was read yet, nothing can be gone unread:
  /// some servers answer so for an empty shard.
  private void beginAnew(String why) {
    iterator = null;
    switch (position) {
      case Position.After last -> {
        log.info("Shard {} has no record {} any more, and is read from its oldest", id(), last);
        trimming = new Trimming(last, clock.instant(), why);
        position = new Position.Beginning();
      }
      case Position.Since(Instant time, _) -> position = new Position.Since(time, null);
      case Position.Beginning _ -> log.debug("Shard {} is read from its oldest record", id());
    }
  }

  private void report(Read.Gap found) {
    log.error(
        "Records of shard {} are gone unread, from {} to {}: {}",
        id(),
        found.from(),
        found.to(),
        found.why());
    gap = found;
  }

  private void slowDown(long pause, String why) {
    throttled++;
    long backoff = Math.min(pause << Math.min(throttled, 10), LONGEST_BACKOFF_NANOS);
    long jittered = backoff / 2 + ThreadLocalRandom.current().nextLong(backoff / 2 + 1);
    log.info("Shard {} is read again in {} ms: {}", id(), jittered / 1_000_000, why);
    nextRead = System.nanoTime() + jittered;
  }

  /// A commit is acknowledged when it returns.
  @Override
  public Permission mayInvoke(int most, Duration wait) {
    if (owned.isLost()) {
      return Permission.LOST;
    }
    return owned.isEnding() ? Permission.ENDED : Permission.GRANTED;
  }

  @Override
  public boolean commit(StreamRecord last) {
    boolean held = owned.commit(last);
    if (held) {
      stream.committed(id(), owned.committed());
    }
    return held;
  }

  @Override
  public Lag lag() {
    Duration known = age;
    return new Lag(-1, known != null && known.isNegative() ? Duration.ZERO : known);
  }
}
