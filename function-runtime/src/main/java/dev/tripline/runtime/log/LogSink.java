package dev.tripline.runtime.log;

import dev.tripline.runtime.FunctionSpec;

/// Receives the log lines of functions. Called on the thread that reads a worker's output: a sink that
/// blocks makes that worker's output wait, and no other's.
public interface LogSink {

  /// A line the function wrote, without its line end.
  void output(FunctionSpec function, String line);

  /// Whether [#platform] would do something; false saves building the line.
  boolean wantsPlatform(FunctionSpec function);

  /// A `START`, `END`, `REPORT` or `INIT_REPORT` line.
  void platform(FunctionSpec function, String line);
}
