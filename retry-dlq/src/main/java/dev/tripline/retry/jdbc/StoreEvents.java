package dev.tripline.retry.jdbc;

import dev.tripline.spi.invocation.Milestone;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Who is told of what the stores do: crash tests, figures, and those who wait for work.
final class StoreEvents {
  private final Milestone.Listener milestones;
  private final StoreCounters counters = new StoreCounters();
  private final List<Runnable> workListeners = new CopyOnWriteArrayList<>();

  StoreEvents(Milestone.Listener milestones) {
    this.milestones = milestones;
  }

  StoreCounters counters() {
    return counters;
  }

  void reached(Milestone milestone) {
    milestones.reached(milestone);
  }

  void onWork(Runnable listener) {
    workListeners.add(listener);
  }

  /// Unclaimed work that is due may be there.
  void workArrived() {
    workListeners.forEach(Runnable::run);
  }
}
