package dev.tripline.delivery.async;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.Functions;
import dev.tripline.delivery.PollTimer;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.NodeLease;
import dev.tripline.spi.store.StoreFullException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts events without making their senders wait for a function, and sees to it that each one is
/// delivered or kept as a dead letter. Safe for many threads.
///
/// Each function has a lane of its own. An accepted event is claimed at once and delivered from
/// memory; when memory is full it waits in the store, from which a feeder also fetches retries and
/// the work of nodes that died.
public final class AsynchronousDelivery implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AsynchronousDelivery.class);

  private final InvocationQueue queue;
  private final DeliverySignals signals;
  private final DeliverySettings settings;
  private final FunctionLanes lanes;
  private final PollTimer due;
  private final Feeder feeder;
  private final LeaseKeeper leaseKeeper;
  private volatile boolean running;

  /// @param settings its bounds
  /// @param store keeps the events
  /// @param functions answers from memory
  /// @param invoker runs them
  /// @param signals of milestones, events and figures
  public AsynchronousDelivery(
      DeliverySettings settings,
      Store store,
      Functions functions,
      Invoker invoker,
      DeliverySignals signals) {
    this.queue = store.queue();
    this.signals = signals;
    this.settings = settings;
    InstantSource clock = store.clock();
    var attempt = new EventAttempt(functions, invoker, signals.milestones(), clock);
    var settler = new Settler(queue, signals);
    this.due = new PollTimer(settings.pollInterval());
    var delivery =
        new ClaimDelivery(attempt, new SettlementDecision(functions), settler, due, clock);
    this.lanes = new FunctionLanes(settings, functions, delivery, settler);
    this.feeder = new Feeder(queue, lanes, due);
    this.leaseKeeper =
        new LeaseKeeper(
            store.lease(),
            store.leaseLength(),
            lanes::forgetClaims,
            () -> due.wakeIn(Duration.ZERO));
    feeder.onDoubt(leaseKeeper::claimsInDoubt);
  }

  /// The store of events, and the clock by which they age.
  ///
  /// @param leaseLength the time for which the store respects a node that sends no heartbeat
  public record Store(
      InvocationQueue queue, NodeLease lease, Duration leaseLength, InstantSource clock) {}

  /// Begins to deliver. Events may be accepted before; they wait.
  public void start() {
    running = true;
    lanes.start();
    Thread.ofVirtual().name("feeder").start(feeder);
    Thread.ofPlatform().daemon().name("lease-keeper").start(leaseKeeper);
  }

  /// Returns after the commit that makes the event durable.
  ///
  /// @return false if an event with the same deduplication key was accepted before; nothing was added
  /// @throws dev.tripline.spi.store.StoreFullException if the store takes no more work; nothing was
  ///     accepted
  public boolean accept(NewInvocation event) {
    signals.milestones().reached(Milestone.INGEST_BODY_READ);
    FunctionLane lane = lanes.of(event.function().name());
    int size = event.payload().length;
    boolean reserved = lane.reserve(size);
    Enqueued enqueued;
    try {
      enqueued = queue.enqueue(event, reserved);
    } catch (RuntimeException e) {
      if (reserved) {
        lane.unreserve(size);
        if (!(e instanceof StoreFullException)) {
          claimsInDoubt();
        }
      }
      throw e;
    }
    if (enqueued instanceof Enqueued.Duplicate) {
      if (reserved) {
        lane.unreserve(size);
      }
      signals.figures().duplicates.increment();
      return false;
    }
    signals.figures().accepted.increment();
    signals
        .events()
        .publish(() ->
            new DeliveryEvent.Accepted(event.requestId(), event.function(), event.triggerId()));
    hand(lane, enqueued, reserved, size);
    return true;
  }

  /// The answer of a claim got lost: it is not known whether it was made.
  public void claimsInDoubt() {
    leaseKeeper.claimsInDoubt();
  }

  /// Events were put into the queue by others than [#accept], by a redrive for instance.
  public void wake() {
    due.wakeIn(Duration.ZERO);
  }

  /// Stops fetching, waits for running invocations up to the drain timeout, and gives the rest back to the
  /// store, from where it is delivered after the next start or by another node.
  @Override
  public void close() {
    if (!running) {
      return;
    }
    running = false;
    feeder.stop();
    try {
      if (!lanes.close(settings.drainTimeout())) {
        log.warn(
            "Some invocations still run after {}; their events will be delivered again",
            settings.drainTimeout());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while invocations were running; their events will be delivered again");
    }
    leaseKeeper.release();
  }

  private void hand(FunctionLane lane, Enqueued enqueued, boolean reserved, int size) {
    if (enqueued instanceof Enqueued.Claimed(var claim)) {
      lanes.addReserved(lane, claim);
      return;
    }
    if (reserved) {
      lane.unreserve(size);
    }
    signals.figures().spilled.increment();
    lane.spilled();
    due.wakeIn(Duration.ZERO);
  }
}
