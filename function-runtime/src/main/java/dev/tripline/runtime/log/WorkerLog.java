package dev.tripline.runtime.log;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.process.Output;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The log of one worker: lines go to the sink as they come, the last 4 KB are kept for an invocation
/// that wants them. Safe for use by many threads.
public final class WorkerLog implements Output {
  private static final int TAIL = 4096;
  private static final int LONGEST_LINE = 256 * 1024;

  private final FunctionSpec function;
  private final LogSink sink;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] tail = new byte[TAIL];
  private long written;
  private boolean tailing = true; // a cold start's own output belongs to its first invocation
  private boolean endsLine = true;
  private boolean silent;

  public WorkerLog(FunctionSpec function, LogSink sink) {
    this.function = function;
    this.sink = sink;
  }

  @Override
  public synchronized void received(byte[] bytes, int length) {
    if (silent) {
      return;
    }
    if (tailing) {
      keep(bytes, 0, length);
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

  @Override
  public synchronized void ended() {
    if (line.size() > 0) {
      emit();
    }
  }

  /// An invocation begins.
  ///
  /// @param first whether it is the worker's first
  synchronized void begin(boolean wantsTail, boolean first, String startLine) {
    if (!first || !wantsTail) {
      written = 0;
    }
    tailing = wantsTail;
    platform(startLine);
  }

  /// A line of the platform itself.
  synchronized void platform(String text) {
    if (tailing) {
      if (!endsLine && written > 0) {
        keep(new byte[] {'\n'}, 0, 1);
      }
      byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
      keep(bytes, 0, bytes.length);
    }
    if (sink.wantsPlatform(function)) {
      sink.platform(function, text);
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
    int length = (int) Math.min(written, TAIL);
    byte[] result = new byte[length];
    for (int i = 0; i < length; i++) {
      result[i] = tail[(int) ((written - length + i) % TAIL)];
    }
    return result;
  }

  private void keep(byte[] bytes, int offset, int length) {
    int from = Math.max(0, length - TAIL);
    written += from;
    for (int i = from; i < length; i++) {
      tail[(int) (written++ % TAIL)] = bytes[offset + i];
    }
    if (length > 0) {
      endsLine = bytes[offset + length - 1] == '\n';
    }
  }

  private void emit() {
    sink.output(function, line.toString(StandardCharsets.UTF_8));
    line.reset();
  }
}
