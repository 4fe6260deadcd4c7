package dev.tripline.dispatcher.rest.guard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Counts requests that were refused before a route saw them. Safe for many threads.
final class RefusalMeters {
  private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

  enum Reason {
    HEAD,
    HOST,
    MEMORY,
    ORIGIN,
    PATH,
    SLOW
  }

  RefusalMeters(MeterRegistry meters) {
    for (Reason reason : Reason.values()) {
      counters.put(
          reason,
          Counter.builder("tripline.http.refused")
              .description("requests that were refused before a route saw them")
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  void refused(Reason reason) {
    Counter counter = counters.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }
}
