package dev.tripline.dispatcher.example;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/// The lines that a function writes into the dispatcher's log.
final class FunctionOutput extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;

  private FunctionOutput(Logger logger) {
    this.logger = logger;
  }

  /// Begins to keep the lines of a function.
  static FunctionOutput of(String function) {
    FunctionOutput output =
        new FunctionOutput((Logger) LoggerFactory.getLogger("function." + function));
    output.start();
    output.logger.addAppender(output);
    return output;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    stop();
  }
}
