package dev.tripline.dispatcher.trigger.run;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.spi.source.RecentlySettled;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The messages that this node settled lately, per trigger: they may come again from their queue. Safe
/// for many threads.
public final class SettledMessages {
  private static final int OF_A_TRIGGER = 10_000;

  private final Map<String, RecentlySettled> byTrigger = new ConcurrentHashMap<>();

  RecentlySettled of(Trigger trigger) {
    return byTrigger.computeIfAbsent(trigger.id(), _ -> new RecentlySettled(OF_A_TRIGGER));
  }

  void forget(Trigger trigger) {
    byTrigger.remove(trigger.id());
  }
}
