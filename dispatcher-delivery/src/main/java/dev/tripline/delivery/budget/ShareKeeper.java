package dev.tripline.delivery.budget;

import dev.tripline.delivery.PollTimer;
import dev.tripline.spi.liveness.VitalThreads;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's parts of all budgets: asks for what is wanted, gives back what is not, and renews
/// the leases on what is used. The store is asked ten times a second while executions wait, once a second
/// while some run, and not at all otherwise.
final class ShareKeeper {
  private static final Logger log = LoggerFactory.getLogger(ShareKeeper.class);
  private static final Duration WAITING = Duration.ofMillis(100);
  private static final Duration RUNNING = Duration.ofSeconds(1);

  private final ShareStore store;
  private final String node;
  private final Duration lease;
  private final Map<String, ResourceGate> gates;
  private final PollTimer timer;
  private long number;
  private boolean silent;

  /// @param node the name of this run of this node
  /// @param gates by resource; others are added as they are first used
  ShareKeeper(ShareStore store, String node, Duration lease, Map<String, ResourceGate> gates) {
    this.store = store;
    this.node = node;
    this.lease = lease;
    this.gates = gates;
    this.timer = new PollTimer(RUNNING);
  }

  void start() {
    VitalThreads.ofPlatform("budget-keeper")
        .start(() ->
            timer.loop(
                this::runOnce,
                "The parts of budgets could not be kept",
                "Keeping parts of budgets"));
  }

  void wake() {
    timer.wakeIn(Duration.ZERO);
  }

  void stop() {
    timer.stop();
  }

  /// @return false: there is never more to do at once
  synchronized boolean runOnce() {
    boolean waiting = false;
    for (Map.Entry<String, ResourceGate> entry : gates.entrySet()) {
      ResourceGate gate = entry.getValue();
      ResourceGate.Wish wish = gate.wish();
      if (wish != null) {
        exchange(entry.getKey(), gate, wish);
        waiting |= gate.waiting() > 0;
      }
    }
    if (waiting) {
      timer.wakeIn(WAITING);
    }
    return false;
  }

  private void exchange(String resource, ResourceGate gate, ResourceGate.Wish wish) {
    long until = System.nanoTime() + lease.toNanos();
    var request =
        new ShareStore.Request(
            resource, node, ++number, wish.keep(), lease, wish.longest(), wish.wanted());
    try {
      switch (store.exchange(request)) {
        case ShareStore.Answer.Part part -> gate.given(part.decision(), wish, until);
        case ShareStore.Answer.Unknown _ -> gate.unknown();
      }
      silent = false;
    } catch (RuntimeException e) {
      if (!silent) {
        log.warn(
            "The part of the budget of {} could not be renewed; nothing starts against it once its"
                + " lease has ended, and it is tried again every second",
            resource,
            e);
      }
      silent = true;
    }
  }
}
