package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.ShutdownSignalException;
import dev.tripline.spi.source.SourceUnavailableException;
import org.jspecify.annotations.Nullable;

/// Says what went wrong with a broker, without its credentials.
final class RabbitFailure {
  private static final String LATE =
      "it has taken back what was not acknowledged within its consumer_timeout, which must be more"
          + " than twice the function's timeout; the messages come again";

  private RabbitFailure() {}

  static SourceUnavailableException unavailable(
      RabbitQueueSettings settings, String what, @Nullable Throwable cause) {
    String message =
        "RabbitMQ queue %s at %s: %s%s"
            .formatted(settings.queue(), settings.endpoint(), what, reason(cause));
    return cause == null
        ? new SourceUnavailableException(message)
        : new SourceUnavailableException(message, cause);
  }

  /// The innermost reason; for a channel that the broker closed, the broker's own words.
  private static String reason(@Nullable Throwable cause) {
    Throwable innermost = null;
    for (Throwable t = cause; t != null; t = t.getCause()) {
      innermost = t;
      if (t instanceof ShutdownSignalException) {
        break;
      }
    }
    if (innermost == null) {
      return "";
    }
    String text = innermost.getMessage();
    if (text != null && text.contains("delivery acknowledgement") && text.contains("timed out")) {
      return ": " + LATE + ": " + text;
    }
    return ": " + (text == null ? innermost.getClass().getSimpleName() : text);
  }
}
