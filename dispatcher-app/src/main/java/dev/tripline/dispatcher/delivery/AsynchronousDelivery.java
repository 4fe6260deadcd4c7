package dev.tripline.dispatcher.delivery;

import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;

/// Accepts events for functions that nobody waits for, and sees to it that each one is delivered or
/// kept as a dead letter. Safe for many threads.
public final class AsynchronousDelivery {
  private final InvocationQueue queue;
  private final Milestone.Listener milestones;

  public AsynchronousDelivery(InvocationQueue queue, Milestone.Listener milestones) {
    this.queue = queue;
    this.milestones = milestones;
  }

  /// Returns after the commit that makes the event durable.
  ///
  /// @return false if an event with the same deduplication key was accepted before; nothing was added
  /// @throws dev.tripline.spi.store.StoreFullException if the store takes no more work; nothing was
  ///     accepted
  public boolean accept(NewInvocation invocation) {
    milestones.reached(Milestone.INGEST_BODY_READ);
    return !(queue.enqueue(invocation, false) instanceof Enqueued.Duplicate);
  }
}
