package dev.tripline.delivery.async;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.Functions;
import dev.tripline.delivery.PollTimer;
import dev.tripline.delivery.lease.HeldClaims;
import dev.tripline.delivery.lease.LeaseKeeper;
import dev.tripline.delivery.lease.LostClaims;
import dev.tripline.delivery.lease.StartPermits;
import dev.tripline.delivery.lease.UnsettledResults;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.liveness.VitalThreads;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.NodeLease;
import dev.tripline.spi.store.StoreFullException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
  private final Feeder.Calls due;
  private final Feeder feeder;
  private final LeaseKeeper leaseKeeper;
  private final HeldClaims claims = new HeldClaims(NodeLease.Work.INVOCATION);
  private final HeldClaims outboxClaims = new HeldClaims(NodeLease.Work.OUTBOX_MESSAGE);
  private final UnsettledResults unsettled = new UnsettledResults();
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
    NodeLease lease = store.lease();
    var permits = new StartPermits(lease, unsettled);
    var rules = new EventAttempt.Rules(functions, store.retries());
    var attempt = new EventAttempt(rules, invoker, signals, clock, permits);
    var settler = new Settler(queue, lease, unsettled, signals);
    this.due = new Feeder.Calls(new PollTimer(settings.pollInterval()));
    var delivery =
        new ClaimDelivery(attempt, new SettlementDecision(functions), settler, due, clock);
    var memory = new FunctionLanes.Memory(claims, permits);
    this.lanes = new FunctionLanes(settings, functions, delivery, settler, memory);
    this.feeder = new Feeder(queue, lanes, due, claims, unsettled);
    this.leaseKeeper =
        new LeaseKeeper(
            lease,
            store.leaseLength(),
            new LostClaims(lease, List.of(claims, outboxClaims)),
            lanes::forgetClaims,
            () -> due.in(Duration.ZERO));
  }

  /// The store of events, the clock by which they age, and the rules that triggers have for theirs.
  ///
  /// @param leaseLength the time for which the store respects a node that sends no heartbeat
  public record Store(
      InvocationQueue queue,
      NodeLease lease,
      Duration leaseLength,
      InstantSource clock,
      TriggerRetries retries) {

    /// Without rules of triggers.
    public Store(
        InvocationQueue queue, NodeLease lease, Duration leaseLength, InstantSource clock) {
      this(queue, lease, leaseLength, clock, new TriggerRetries());
    }
  }

  /// Begins to deliver. Events may be accepted before; they wait.
  public void start() {
    running = true;
    lanes.start();
    VitalThreads.ofVirtual("feeder").start(feeder);
    VitalThreads.ofPlatform("lease-keeper").start(leaseKeeper);
  }

  /// Returns after the commit that makes the event durable.
  ///
  /// @return false if an event with the same deduplication key was accepted before; nothing was added
  /// @throws dev.tripline.spi.store.StoreFullException if the store takes no more work; nothing was
  ///     accepted
  public boolean accept(NewInvocation event) {
    return accept(List.of(event)).getFirst();
  }

  /// As [#accept(NewInvocation)], for events that belong together: one commit makes all of them durable.
  ///
  /// @return one answer an event, in their order
  public List<Boolean> accept(List<NewInvocation> events) {
    if (events.isEmpty()) {
      return List.of();
    }
    signals.milestones().reached(Milestone.INGEST_BODY_READ);
    int ticket = claims.asking();
    try {
      return acceptAll(events);
    } finally {
      claims.asked(ticket);
    }
  }

  private List<Boolean> acceptAll(List<NewInvocation> events) {
    List<Place> places = new ArrayList<>(events.size());
    List<InvocationQueue.Offer> offers = new ArrayList<>(events.size());
    for (NewInvocation event : events) {
      Place place = Place.in(lanes.of(event.function().name()), event);
      places.add(place);
      offers.add(new InvocationQueue.Offer(event, place.reserved()));
    }
    List<Enqueued> answers;
    try {
      answers = queue.enqueueTogether(offers);
    } catch (RuntimeException e) {
      places.forEach(Place::giveBack);
      if (!(e instanceof StoreFullException) && places.stream().anyMatch(Place::reserved)) {
        claims.doubt();
      }
      throw e;
    }
    unsettled.answered();
    List<Boolean> fresh = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      fresh.add(accepted(events.get(i), places.get(i), answers.get(i)));
    }
    return fresh;
  }

  private boolean accepted(NewInvocation event, Place place, Enqueued enqueued) {
    if (enqueued instanceof Enqueued.Duplicate) {
      place.giveBack();
      signals.figures().duplicates.increment();
      signals
          .events()
          .publish(() ->
              new DeliveryEvent.Duplicate(event.requestId(), event.function(), event.triggerId()));
      return false;
    }
    signals.figures().accepted.increment();
    signals
        .events()
        .publish(() ->
            new DeliveryEvent.Accepted(event.requestId(), event.function(), event.triggerId()));
    hand(place, enqueued);
    return true;
  }

  /// The place of an event in the memory of its lane.
  ///
  /// @param reserved whether there is one
  private record Place(FunctionLane lane, boolean reserved, int size) {
    static Place in(FunctionLane lane, NewInvocation event) {
      int size = event.payload().length;
      return new Place(lane, lane.reserve(size, event.tenantId()), size);
    }

    void giveBack() {
      if (reserved) {
        lane.unreserve(size);
      }
    }
  }

  /// The claims of outbox messages, which whoever sends them keeps up to date: they share the lease.
  public HeldClaims outboxClaims() {
    return outboxClaims;
  }

  /// Events were put into the queue by others than [#accept], by a redrive for instance.
  public void wake() {
    due.in(Duration.ZERO);
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

  private void hand(Place place, Enqueued enqueued) {
    if (enqueued instanceof Enqueued.Claimed(var claim)) {
      lanes.addReserved(place.lane(), claim);
      return;
    }
    place.giveBack();
    if (enqueued instanceof Enqueued.Held) {
      return; // the end of the one before it calls for it
    }
    signals.figures().spilled.increment();
    place.lane().spilled();
    due.in(Duration.ZERO);
  }
}
