package dev.tripline.runtime.log;

import dev.tripline.runtime.FunctionSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Function output at INFO and platform lines at DEBUG of a logger named `function.<name>`.
public final class Slf4jLogSink implements LogSink {
  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

  @Override
  public void output(FunctionSpec function, String line) {
    logger(function).info("{}", line);
  }

  @Override
  public boolean wantsPlatform(FunctionSpec function) {
    return logger(function).isDebugEnabled();
  }

  @Override
  public void platform(FunctionSpec function, String line) {
    logger(function).debug("{}", line);
  }

  private Logger logger(FunctionSpec function) {
    return loggers.computeIfAbsent(
        function.functionName(), name -> LoggerFactory.getLogger("function." + name));
  }
}
