package dev.tripline.store.event;

import dev.tripline.spi.invocation.Milestone;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Listeners of the stores: crash tests, figures, and waits for work.
public final class StoreEvents {
  private final Milestone.Listener milestones;
  private final StoreCounters counters = new StoreCounters();
  private final List<Runnable> workListeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> announcers = new CopyOnWriteArrayList<>();
  private final List<Runnable> returnListeners = new CopyOnWriteArrayList<>();

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

  /// Calls the announcer whenever this node has committed due work that any node may take. It must
  /// not block.
  public void onWorkForAnybody(Runnable announcer) {
    announcers.add(announcer);
  }

  /// Calls the listener whenever claims have gone back to the queue, with the due times that they had.
  public void onReturned(Runnable listener) {
    returnListeners.add(listener);
  }

  /// Unclaimed work that is due may be there.
  public void workArrived() {
    workListeners.forEach(Runnable::run);
  }

  /// This node has committed unclaimed work that is due: it and the others may take it.
  public void workForAnybody() {
    workArrived();
    announcers.forEach(Runnable::run);
  }

  /// Claims have gone back to the queue.
  public void claimsReturned(int count) {
    counters.rescued.add(count);
    if (count > 0) {
      returnListeners.forEach(Runnable::run);
      workForAnybody();
    }
  }
}
