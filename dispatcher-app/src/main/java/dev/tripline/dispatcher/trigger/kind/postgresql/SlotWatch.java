package dev.tripline.dispatcher.trigger.kind.postgresql;

import dev.tripline.delivery.PollThread;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus.State;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.run.changes.ChangeRuns;
import dev.tripline.spi.source.SourceUnavailableException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks servers how much log they keep for triggers that nothing reads: it grows until their disks are
/// full.
final class SlotWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SlotWatch.class);
  private static final Set<State> STOPPED = EnumSet.of(State.PAUSED, State.PAUSING, State.FAILING);

  private final Supplier<List<LocalTrigger>> triggers;
  private final PostgresDatabases databases;
  private final ChangeRuns runs;
  private final PollThread watch;

  SlotWatch(TriggerService triggers, PostgresDatabases databases, ChangeRuns runs) {
    this.triggers = triggers::all;
    this.databases = databases;
    this.runs = runs;
    this.watch =
        new PollThread(
            "slots of stopped triggers",
            runs.listing(),
            this::look,
            "Slots of stopped triggers cannot be looked at",
            "Watching slots of stopped triggers");
  }

  /// Watches until it is closed.
  void start() {
    watch.start();
  }

  private boolean look() {
    for (LocalTrigger live : triggers.get()) {
      if (live.trigger().source() instanceof PostgresSource
          && STOPPED.contains(live.status().snapshot().state())) {
        ask(live.trigger());
      }
    }
    return false;
  }

  private void ask(Trigger trigger) {
    try {
      runs.kept(trigger, databases.of(trigger).kept());
    } catch (SourceUnavailableException e) {
      runs.kept(trigger, -1);
      log.debug("The slot of trigger {} cannot be looked at now", trigger.name(), e);
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
