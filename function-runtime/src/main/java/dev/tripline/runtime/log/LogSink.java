package dev.tripline.runtime.log;

import dev.tripline.runtime.FunctionSpec;
import org.jspecify.annotations.Nullable;

/// Receives the log lines of functions. Called on the thread that reads a worker's output: a sink that
/// blocks makes that worker's output wait, and no other's.
public interface LogSink {

  /// A line the function wrote, without its line end, in the function's log format.
  ///
  /// @param requestId of the invocation that runs; null while the worker starts or is idle
  void output(FunctionSpec function, @Nullable String requestId, String line);

  /// Whether the lines of the platform are wanted of an invocation that begins; asked once for each.
  boolean wantsPlatform(FunctionSpec function);

  /// A `START`, `END`, `REPORT` or `INIT_REPORT` line, in the function's log format.
  void platform(FunctionSpec function, @Nullable String requestId, String line);
}
