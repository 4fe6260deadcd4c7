package dev.tripline.dispatcher.function;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.LogSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What functions write, at INFO, under the logger `function`.
final class FunctionLogs implements LogSink {
  private static final Logger log = LoggerFactory.getLogger("function");

  @Override
  public void output(FunctionSpec function, String line) {
    log.info("{}: {}", function.functionName(), line);
  }

  @Override
  public boolean wantsPlatform(FunctionSpec function) {
    return log.isDebugEnabled();
  }

  @Override
  public void platform(FunctionSpec function, String line) {
    log.debug("{}: {}", function.functionName(), line);
  }
}
