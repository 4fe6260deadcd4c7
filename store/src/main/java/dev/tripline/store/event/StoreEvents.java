package dev.tripline.store.event;

import dev.tripline.spi.invocation.Milestone;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Listeners of the stores: crash tests, figures, and waits for work.
public final class StoreEvents {
  private final Milestone.Listener milestones;
  private final StoreCounters counters = new StoreCounters();
  private final List<Runnable> workListeners = new CopyOnWriteArrayList<>();

  public StoreEvents(Milestone.Listener milestones) {
    this.milestones = milestones;
  }

  public StoreCounters counters() {
    return counters;
  }

  public void reached(Milestone milestone) {
    milestones.reached(milestone);
  }

  public void onWork(Runnable listener) {
    workListeners.add(listener);
  }

  /// Unclaimed work that is due may be there.
  public void workArrived() {
    workListeners.forEach(Runnable::run);
  }
}
