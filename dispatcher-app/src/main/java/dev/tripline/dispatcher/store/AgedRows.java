package dev.tripline.dispatcher.store;

import dev.tripline.store.engine.StoreWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// Rows that are remembered for a time. Those that are too old are removed now and again, with the calls of
/// the one who keeps them: a call a minute, and as long as there are many, each call. So they go faster than
/// such calls can add rows. Blocking; safe for many threads.
public final class AgedRows {
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);
  private static final int ROWS_AT_ONCE = 500;

  private final StoreWriter writer;
  private final String statement;
  private final Duration retention;
  private final InstantSource clock;
  private final AtomicLong forgotten = new AtomicLong();

  /// @param statement removes rows of before `:before`, in milliseconds since 1970, `:most` of them at most
  public AgedRows(StoreWriter writer, String statement, Duration retention, InstantSource clock) {
    this.writer = writer;
    this.statement = statement;
    this.retention = retention;
    this.clock = clock;
  }

  /// Removes some, if the last time is a while ago.
  public void forget() {
    long now = clock.millis();
    long last = forgotten.get();
    if (now - last < FORGET_EVERY.toMillis() || !forgotten.compareAndSet(last, now)) {
      return;
    }
    int removed =
        writer.write(sql ->
            sql.sql(statement)
                .param("before", now - retention.toMillis())
                .param("most", ROWS_AT_ONCE)
                .update());
    if (removed == ROWS_AT_ONCE) {
      forgotten.compareAndSet(now, last); // the next call goes on
    }
  }
}
