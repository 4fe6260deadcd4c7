package dev.tripline.benchmarks.load;

import java.util.Map;

/// The Java function under measurement: answers its event.
public final class EchoFunction {
  public Map<String, Object> handle(Map<String, Object> event) {
    return event;
  }
}
