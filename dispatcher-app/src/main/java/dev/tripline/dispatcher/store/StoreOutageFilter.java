package dev.tripline.dispatcher.store;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.tripline.spi.store.StoreUnavailableException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/// Leaves out messages about failures whose cause is that the store does not answer: the store logs
/// the beginning and the end of an outage, once, with what happens meanwhile, and every loop that
/// looks into it would repeat that each second. A logger at the level DEBUG tells them all the same.
final class StoreOutageFilter extends TurboFilter implements AutoCloseable {
  private final LoggerContext loggers;

  private StoreOutageFilter(LoggerContext loggers) {
    this.loggers = loggers;
  }

  /// Filters from now on, until it is closed.
  static StoreOutageFilter install() {
    StoreOutageFilter filter =
        new StoreOutageFilter((LoggerContext) LoggerFactory.getILoggerFactory());
    filter.start();
    filter.loggers.addTurboFilter(filter);
    return filter;
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] params,
      @Nullable Throwable failure) {
    if (!level.isGreaterOrEqual(Level.WARN)) {
      return FilterReply.NEUTRAL;
    }
    Throwable cause = failure == null ? last(params) : failure;
    return cause != null && isOutage(cause) && !isVerbose(logger)
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }

  private static @Nullable Throwable last(Object @Nullable [] params) {
    return params != null
            && params.length > 0
            && params[params.length - 1] instanceof Throwable throwable
        ? throwable
        : null;
  }

  private static boolean isOutage(Throwable failure) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      if (cause instanceof StoreUnavailableException) {
        return true;
      }
      depth++;
    }
    return false;
  }

  private static boolean isVerbose(Logger logger) {
    return Objects.requireNonNull(logger.getEffectiveLevel()).toInt() <= Level.DEBUG_INT;
  }

  @Override
  public void close() {
    loggers.getTurboFilterList().remove(this);
    stop();
  }
}
