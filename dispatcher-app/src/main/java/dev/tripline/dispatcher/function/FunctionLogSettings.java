package dev.tripline.dispatcher.function;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What the dispatcher's own log holds of functions, beside the lines that they write.
///
/// @param platformPerSecond the number of invocations a second whose START, END and REPORT are logged, as
///     on AWS; of others the log tells the number. 0 logs none
/// @param waiting lines that wait to be written at most; a function that writes more waits
@ConfigurationProperties("tripline.function-logs")
public record FunctionLogSettings(
    @DefaultValue("500") int platformPerSecond, @DefaultValue("10000") int waiting) {

  public FunctionLogSettings {
    if (platformPerSecond < 0) {
      throw new IllegalArgumentException(
          "tripline.function-logs.platform-per-second must not be negative");
    }
    if (waiting < 1) {
      throw new IllegalArgumentException("tripline.function-logs.waiting must be at least 1");
    }
  }
}
