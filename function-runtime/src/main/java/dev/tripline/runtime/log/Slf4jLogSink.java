package dev.tripline.runtime.log;

import dev.tripline.runtime.FunctionSpec;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Function output and platform lines at INFO of a logger named `function.<name>`. A function
/// with a log group of another name logs to a logger of that name: `function.shared.orders` for
/// `/shared/orders`. The request id goes along as a key and value. One record is one line, and nothing in
/// it acts on a terminal.
///
/// Loggers stay for ever: functions and groups beyond the first 10,000 names share the logger `function`.
public final class Slf4jLogSink implements LogSink {
  private static final Logger LOG = LoggerFactory.getLogger(Slf4jLogSink.class);
  private static final long TOLD_EVERY_MILLIS = 60_000;
  private static final int MOST = 10_000;

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final Logger others = LoggerFactory.getLogger("function");
  private final int platformPerSecond;
  private final PlatformRate rate;
  private final InstantSource clock;
  private final AtomicLong toldAt = new AtomicLong();

  /// @param platformPerSecond the number of invocations a second that have platform lines; of others the
  ///     log tells the number, once a minute
  public Slf4jLogSink(int platformPerSecond, InstantSource clock) {
    this.platformPerSecond = platformPerSecond;
    this.rate = new PlatformRate(platformPerSecond, clock);
    this.clock = clock;
  }

  @Override
  public void output(FunctionSpec function, @Nullable String requestId, String line) {
    log(logger(function).atInfo(), requestId, line);
  }

  @Override
  public boolean wantsPlatform(FunctionSpec function) {
    if (platformPerSecond == 0 || !logger(function).isInfoEnabled()) {
      return false;
    }
    if (rate.take()) {
      return true;
    }
    tellPassedOver();
    return false;
  }

  private void tellPassedOver() {
    long now = clock.millis();
    long before = toldAt.get();
    if (now - before >= TOLD_EVERY_MILLIS && toldAt.compareAndSet(before, now)) {
      LOG.info(
          "More than {} invocations a second: START, END and REPORT of {} are not logged"
              + " (tripline.function-logs.platform-per-second)",
          platformPerSecond,
          rate.takePassedOver());
    }
  }

  @Override
  public void platform(FunctionSpec function, @Nullable String requestId, String line) {
    log(logger(function).atInfo(), requestId, line);
  }

  private static void log(LoggingEventBuilder event, @Nullable String requestId, String line) {
    (requestId == null ? event : event.addKeyValue("requestId", requestId))
        .log("{}", PrintableText.of(line));
  }

  private Logger logger(FunctionSpec function) {
    String name = name(function);
    Logger known = loggers.get(name);
    if (known != null) {
      return known;
    }
    return loggers.size() >= MOST
        ? others
        : loggers.computeIfAbsent(name, _ -> LoggerFactory.getLogger("function." + name));
  }

  private static String name(FunctionSpec function) {
    String group = function.logs().group();
    return group == null
        ? function.functionName()
        : group.replace('/', '.').replaceFirst("^\\.+", "");
  }
}
