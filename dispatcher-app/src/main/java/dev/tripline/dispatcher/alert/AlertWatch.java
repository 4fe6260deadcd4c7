package dev.tripline.dispatcher.alert;

import dev.tripline.delivery.PollThread;
import dev.tripline.dispatcher.alert.AlertMeasures.Known;
import dev.tripline.dispatcher.alert.AlertStore.Kept;
import dev.tripline.dispatcher.alert.signal.TriggerSignals;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.spi.audit.Actor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at all alerts at an interval, on one node at a time, and notes the changes of their states. Every
/// node tells what it knows of its triggers, as long as an alert asks for it.
final class AlertWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AlertWatch.class);

  private final AlertStore store;
  private final AlertMeasures measures;
  private final TriggerSignals signals;
  private final TriggerOperations triggers;
  private final TriggerLease lease;
  private Optional<PollThread> thread = Optional.empty();

  /// @param lease for the thread of this watch alone
  AlertWatch(
      AlertStore store,
      AlertMeasures measures,
      TriggerSignals signals,
      TriggerOperations triggers,
      TriggerLease lease) {
    this.store = store;
    this.measures = measures;
    this.signals = signals;
    this.triggers = triggers;
    this.lease = lease;
  }

  /// Looks until it is closed.
  void start(Duration interval) {
    PollThread started =
        new PollThread(
            "alerts", interval, this::runOnce, "Alerts cannot be checked", "Checking alerts");
    thread = Optional.of(started);
    started.start();
  }

  private boolean runOnce() throws InterruptedException {
    List<Kept> all = store.list().stream().filter(kept -> kept.alert().enabled()).toList();
    boolean asksNodes = all.stream().anyMatch(kept -> kept.alert().kind().asksNodes());
    if (asksNodes) {
      signals.report();
    }
    if (all.isEmpty() || !lease.hold()) {
      return false;
    }
    boolean asksStreams =
        all.stream().anyMatch(kept -> kept.alert().kind() == AlertKind.UNREAD_AGE);
    Known known =
        new Known(
            asksNodes ? signals.all() : Map.of(), asksStreams ? measures.streams() : Map.of());
    for (Kept kept : all) {
      look(kept, known);
    }
    return false;
  }

  /// The change is told before the trigger is paused: none stands still without a notice. One that could not
  /// be paused is tried again at the next look.
  private void look(Kept kept, Known known) throws InterruptedException {
    Optional<Finding> found = measures.look(kept.alert(), known);
    if (found.isEmpty()) {
      return;
    }
    int level = found.get().level();
    boolean stands = level == kept.level() || store.change(kept, found.get());
    if (stands && level == 100) {
      pause(kept.alert());
    }
  }

  private void pause(Alert alert) throws InterruptedException {
    String trigger = alert.trigger();
    if (!alert.pausesTrigger() || trigger == null) {
      return;
    }
    try {
      triggers.pause(trigger, Actor.SYSTEM);
      log.warn(
          "Alert {} has paused trigger {}; resume it when it is put right", alert.name(), trigger);
    } catch (ApiProblem e) {
      log.warn("Alert {} cannot pause trigger {}", alert.name(), trigger, e);
    }
  }

  @Override
  public void close() {
    thread.ifPresent(PollThread::close);
  }
}
