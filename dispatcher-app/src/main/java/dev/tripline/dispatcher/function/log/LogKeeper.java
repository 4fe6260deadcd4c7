package dev.tripline.dispatcher.function.log;

import dev.tripline.delivery.PollThread;
import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.log.LogSink;
import dev.tripline.spi.invocation.Invoker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the lines of functions to the store, twice a second, bounded in memory, rate, size and age.
/// Functions never wait for it: a line that finds no room is dropped and counted. Safe for many threads.
public final class LogKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogKeeper.class);
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration FORGET_EVERY = Duration.ofSeconds(10);
  private static final int WAITING = 10_000;
  private static final long WAITING_CHARACTERS = 16L * 1_024 * 1_024;

  private final LogStore store;
  private final KeptLogSettings settings;
  private final InstantSource clock;
  private final LinkedBlockingQueue<LogLine> waiting = new LinkedBlockingQueue<>(WAITING);
  private final LongAdder characters = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final ReentrantLock writing = new ReentrantLock();
  private final PollThread thread =
      new PollThread(
          "function-log-keeper",
          INTERVAL,
          this::writeAndGoOn,
          "Lines of functions could not be kept",
          "Keeping lines of functions");
  private final LineRate rate;
  private final KnownTraces traces = new KnownTraces();
  private Instant forgot = Instant.EPOCH;
  private boolean failing;

  LogKeeper(LogStore store, KeptLogSettings settings, InstantSource clock) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.rate = new LineRate(settings.perSecond(), clock);
  }

  void start() {
    if (settings.keeps()) {
      thread.start();
    }
  }

  /// The lines that were not kept since the start.
  long dropped() {
    return dropped.sum();
  }

  /// A sink that hands everything on, and keeps it too.
  public LogSink beside(LogSink sink) {
    return settings.keeps() ? new Keeping(sink) : sink;
  }

  /// The same invoker, of whose requests the traces are known when functions log. Nothing is noted where no
  /// lines are kept.
  public Invoker noting(Invoker invoker) {
    if (!settings.keeps()) {
      return invoker;
    }
    return request -> {
      traces.note(request.requestId(), request.origin().trace().parent());
      return invoker.invoke(request);
    };
  }

  private final class Keeping implements LogSink {
    private final LogSink sink;

    Keeping(LogSink sink) {
      this.sink = sink;
    }

    @Override
    public void output(FunctionSpec function, @Nullable String requestId, String line) {
      sink.output(function, requestId, line);
      offer(function, requestId, line, false);
    }

    @Override
    public boolean wantsPlatform(FunctionSpec function) {
      return sink.wantsPlatform(function);
    }

    @Override
    public void platform(FunctionSpec function, @Nullable String requestId, String line) {
      sink.platform(function, requestId, line);
      offer(function, requestId, line, true);
    }
  }

  private void offer(
      FunctionSpec function, @Nullable String requestId, String text, boolean platform) {
    if (waiting.remainingCapacity() == 0 || characters.sum() >= WAITING_CHARACTERS) {
      dropped.increment();
      return;
    }
    LogLine line =
        LogLine.of(
            function.functionName(),
            function.version(),
            requestId,
            traces.of(requestId),
            clock.instant(),
            platform,
            text);
    characters.add(line.text().length());
    if (!waiting.offer(line)) {
      characters.add(-line.text().length());
      dropped.increment();
    }
  }

  private boolean writeAndGoOn() {
    write();
    return false;
  }

  /// Writes what waits, so that it is seen. Blocking. A failure loses it, and is logged once until it works
  /// again: functions matter more.
  void write() {
    writing.lock();
    try {
      List<LogLine> told = new ArrayList<>();
      waiting.drainTo(told);
      told.forEach(line -> characters.add(-line.text().length()));
      List<LogLine> lines = rate.affordable(told);
      dropped.add((long) told.size() - lines.size());
      keep(lines);
    } finally {
      writing.unlock();
    }
  }

  private void keep(List<LogLine> lines) {
    Instant now = clock.instant();
    try {
      store.add(lines);
      if (now.isAfter(forgot.plus(FORGET_EVERY))) {
        store.forget(
            now.minus(settings.retention()),
            settings.perFunction().toBytes(),
            settings.total().toBytes());
        forgot = now;
      }
      if (failing) {
        log.info("Lines of functions are kept again");
        failing = false;
      }
    } catch (RuntimeException e) {
      dropped.add(lines.size());
      if (!failing) {
        log.warn(
            "Lines of functions cannot be kept and are in this log only until the store is back",
            e);
        failing = true;
      }
    }
  }

  @Override
  public void close() {
    if (settings.keeps()) {
      thread.close();
      write();
    }
  }
}
