package dev.tripline.runtime.log;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.log.TelemetrySink.Origin;
import dev.tripline.runtime.process.Output;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The log of one worker: lines go to the sink as they come, the last 4 KB are kept for an invocation
/// that wants them. Safe for use by many threads.
public final class WorkerLog implements Output {
  private static final int LONGEST_LINE = 256 * 1024;

  private final FunctionSpec function;
  private final LogSink sink;
  private final InstantSource clock;
  private final Lines own = new Lines(Origin.FUNCTION);
  private final Lines extensions = new Lines(Origin.EXTENSION);
  private final LogTail tail = new LogTail();
  private final LogAllowance allowance;
  private boolean tailing = true; // a cold start's own output belongs to its first invocation
  private boolean silent;
  private boolean wantsPlatform;
  private @Nullable String requestId;
  private volatile @Nullable TelemetrySink telemetry;

  public WorkerLog(FunctionSpec function, LogSink sink, InstantSource clock) {
    this.function = function;
    this.sink = sink;
    this.clock = clock;
    this.allowance = new LogAllowance(clock);
  }

  FunctionSpec function() {
    return function;
  }

  /// An invocation begins, or its start fails: decides whether the sink gets the platform's lines of it.
  synchronized void askForPlatform() {
    wantsPlatform = sink.wantsPlatform(function);
  }

  synchronized boolean wantsPlatform() {
    return wantsPlatform;
  }

  Instant now() {
    return clock.instant();
  }

  /// From now on the worker's extensions get what is logged.
  ///
  /// @param followers null for none any more
  void follow(@Nullable TelemetrySink followers) {
    telemetry = followers;
  }

  /// Null if no extension wants to be told.
  @Nullable TelemetrySink telemetry() {
    return telemetry;
  }

  /// The lines of the worker's extensions, in the same log.
  public Output ofExtensions() {
    return extensions;
  }

  @Override
  public void received(byte[] bytes, int length) {
    own.received(bytes, length);
  }

  @Override
  public void ended() {
    own.ended();
  }

  /// A stream of bytes that becomes lines.
  private final class Lines implements Output {
    private final Origin origin;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(Origin origin) {
      this.origin = origin;
    }

    @Override
    public void received(byte[] bytes, int length) {
      synchronized (WorkerLog.this) {
        if (silent) {
          return;
        }
        if (tailing && !function.logs().json()) {
          tail.add(bytes, length);
        }
        int start = 0;
        for (int i = 0; i < length; i++) {
          if (bytes[i] == '\n') {
            line.write(bytes, start, i - start);
            emit();
            start = i + 1;
          } else if (line.size() + i - start >= LONGEST_LINE) {
            line.write(bytes, start, i - start);
            emit();
            start = i;
          }
        }
        line.write(bytes, start, length - start);
      }
    }

    @Override
    public void ended() {
      synchronized (WorkerLog.this) {
        finish();
        tellDropped();
      }
    }

    /// Emits a line that has no end yet.
    void finish() {
      if (line.size() > 0) {
        emit();
      }
    }

    private void emit() {
      String text = line.toString(StandardCharsets.UTF_8);
      int bytes = line.size();
      line.reset();
      LogSettings logs = function.logs();
      if (!logs.json()) {
        log(origin, text, bytes);
        return;
      }
      String json = JsonLines.line(text, logs.application(), requestId, now());
      if (json != null) {
        if (tailing) {
          tail.addLine(json);
        }
        log(origin, json, bytes);
      }
    }
  }

  /// Says which invocation lines belong to; null between invocations.
  synchronized void running(@Nullable String id) {
    tellDropped();
    requestId = id;
  }

  /// An invocation begins.
  ///
  /// @param first whether it is the worker's first
  synchronized void begin(boolean wantsTail, boolean first) {
    if (!first || !wantsTail) {
      tail.clear();
    }
    tailing = wantsTail;
  }

  /// A line of the platform itself.
  ///
  /// @param id of the invocation that it speaks of; null for none
  synchronized void platform(@Nullable String id, String text) {
    if (function.logs().json()) {
      own.finish(); // a line is whole before the next one begins
    }
    if (tailing) {
      tail.addLine(text);
    }
    if (wantsPlatform) {
      sink.platform(function, id, text);
    }
  }

  synchronized void silence() {
    silent = true;
  }

  /// The invocation is over.
  ///
  /// @return the last 4 KB, if they were wanted
  synchronized byte @Nullable [] end() {
    if (!tailing) {
      return null;
    }
    tailing = false;
    return tail.bytes();
  }

  private void log(Origin origin, String text, int bytes) {
    TelemetrySink followed = telemetry;
    if (allowance.take(bytes)) {
      tellDropped();
      sink.output(function, requestId, text);
      if (followed != null) {
        followed.line(origin, PlatformLines.time(now()), text, function.logs().json());
      }
    } else if (followed != null) {
      followed.dropped(origin, bytes);
    }
  }

  private void tellDropped() {
    if (allowance.hasDropped()) {
      String told = allowance.takeDropped();
      String json =
          function.logs().json() ? JsonLines.line(told, LogLevel.TRACE, requestId, now()) : told;
      sink.output(function, requestId, json == null ? told : json);
    }
  }
}
