package dev.tripline.delivery.budget;

import dev.tripline.spi.invocation.InvocationRequest;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The budgets of all shared resources as this node keeps to them. Safe for many threads.
public final class Budgets implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Budgets.class);

  private final Map<String, ResourceGate> gates = new ConcurrentHashMap<>();
  private final ShareKeeper keeper;
  private final MeterRegistry meters;

  public Budgets(ShareStore store, Duration lease, MeterRegistry meters) {
    this.meters = meters;
    this.keeper = new ShareKeeper(store, UUID.randomUUID().toString(), lease, gates);
  }

  public void start() {
    keeper.start();
  }

  /// The end of a wait for all resources of an invocation.
  public sealed interface Entry {
    /// It may run; closing it gives its places back.
    record Entered(List<Place> places) implements Entry, AutoCloseable {

      /// Whether it may still start: asked again just before, because the lease of this node's part may
      /// end meanwhile.
      public boolean holds() {
        return places.stream().allMatch(place -> place.gate().holds());
      }

      @Override
      public void close() {
        places.forEach(place -> place.gate().leave(place.line()));
      }
    }

    /// Its turn did not come in time.
    record Late(String resource) implements Entry {}

    /// The right to start was lost meanwhile, or this node stops.
    record Lost(String resource) implements Entry {}

    /// There is no such resource.
    record Unknown(String resource) implements Entry {}
  }

  /// One execution against one resource.
  record Place(ResourceGate gate, GateLine line) {}

  /// Blocks until it is the function's turn at all resources that the invocation uses.
  Entry enter(ResourceUse use, InvocationRequest request, Duration patience)
      throws InterruptedException {
    var execution =
        new ResourceGate.Execution(
            request.function().name(),
            request.origin().tenantId(),
            use.longest(),
            request.right(),
            System.nanoTime() + patience.toNanos());
    List<Place> places = new ArrayList<>();
    Entry end = null;
    try {
      for (String resource : use.resources()) {
        ResourceGate gate = gate(resource);
        end =
            switch (gate.enter(execution)) {
              case ResourceGate.Entry.Entered entered -> {
                places.add(new Place(gate, entered.line()));
                yield null;
              }
              case ResourceGate.Entry.Late _ -> new Entry.Late(resource);
              case ResourceGate.Entry.Lost _ -> new Entry.Lost(resource);
              case ResourceGate.Entry.Unknown _ -> new Entry.Unknown(resource);
            };
        if (end != null) {
          return end;
        }
      }
      Entry.Entered entered = new Entry.Entered(List.copyOf(places));
      places.clear();
      return entered;
    } finally {
      places.forEach(place -> place.gate().leave(place.line()));
    }
  }

  private ResourceGate gate(String resource) {
    return gates.computeIfAbsent(resource, this::open);
  }

  private ResourceGate open(String resource) {
    ResourceGate gate = new ResourceGate(keeper::wake);
    gauge("tripline.resource.share", resource, gate, ResourceGate::share)
        .description("the executions that this node may run against a shared resource at once")
        .register(meters);
    gauge("tripline.resource.running", resource, gate, ResourceGate::running)
        .description("executions of this node against a shared resource")
        .register(meters);
    gauge("tripline.resource.waiting", resource, gate, ResourceGate::waiting)
        .description("executions that wait on this node for their turn at a shared resource")
        .register(meters);
    return gate;
  }

  private static Gauge.Builder<ResourceGate> gauge(
      String name, String resource, ResourceGate gate, ToDoubleFunction<ResourceGate> value) {
    return Gauge.builder(name, gate, value).tag("resource", resource);
  }

  /// Starts nothing more, and gives back what is not in use. What still runs keeps its places until this
  /// node's lease on them ends.
  @Override
  public void close() {
    keeper.stop();
    gates.values().forEach(ResourceGate::close);
    try {
      keeper.runOnce();
    } catch (RuntimeException e) {
      log.warn("Parts of budgets could not be given back; they are free when their lease ends", e);
    }
  }
}
