package dev.tripline.dispatcher.bus.api;

import dev.tripline.dispatcher.bus.BusArns;
import dev.tripline.dispatcher.bus.BusCatalogue;
import dev.tripline.dispatcher.bus.BusStore;
import dev.tripline.dispatcher.bus.EventBus;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// The operations on event buses.
final class BusOperations {
  private static final int MAX_DESCRIPTION = 512;

  private final BusStore store;
  private final BusCatalogue catalogue;
  private final BusArns arns;
  private final InstantSource clock;

  BusOperations(BusStore store, BusCatalogue catalogue, BusArns arns, InstantSource clock) {
    this.store = store;
    this.catalogue = catalogue;
    this.arns = arns;
    this.clock = clock;
  }

  void addTo(Map<String, BusApi.Operation> operations) {
    operations.put("CreateEventBus", this::create);
    operations.put("DescribeEventBus", this::describe);
    operations.put("UpdateEventBus", this::update);
    operations.put("ListEventBuses", this::list);
    operations.put("DeleteEventBus", this::delete);
  }

  private ObjectNode create(BusCall call) {
    call.requireOnly("Name", "Description", "Tags");
    String name = call.name("Name", 256);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String description = call.text("Description", MAX_DESCRIPTION, "");
    if (!store.insert(new EventBus(name, description, call.tags(), now, now))) {
      throw BusError.exists("Event bus " + name + " already exists.");
    }
    catalogue.refresh();
    ObjectNode answer = call.body().objectNode();
    answer.put("EventBusArn", arns.bus(name));
    return described(answer, description);
  }

  private ObjectNode describe(BusCall call) {
    call.requireOnly("Name");
    String name = call.has("Name") ? call.bus("Name") : EventBus.DEFAULT;
    return view(call, find(name));
  }

  private ObjectNode update(BusCall call) {
    call.requireOnly("Name", "Description");
    EventBus old = find(call.has("Name") ? call.bus("Name") : EventBus.DEFAULT);
    EventBus changed =
        new EventBus(
            old.name(),
            call.text("Description", MAX_DESCRIPTION, ""),
            old.tags(),
            old.createdAt(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    if (!store.update(changed)) {
      throw BusError.noBus(old.name());
    }
    catalogue.refresh();
    ObjectNode answer = call.body().objectNode();
    answer.put("Arn", arns.bus(changed.name()));
    answer.put("Name", changed.name());
    return described(answer, changed.description());
  }

  private ObjectNode list(BusCall call) {
    call.requireOnly("NamePrefix", "NextToken", "Limit");
    String prefix = call.text("NamePrefix", 256, "");
    catalogue.refresh();
    return Paging.page(
        call,
        "EventBuses",
        catalogue.buses().stream().filter(bus -> bus.name().startsWith(prefix)).toList(),
        EventBus::name,
        bus -> view(call, bus));
  }

  private ObjectNode delete(BusCall call) {
    call.requireOnly("Name");
    String name = call.bus("Name");
    if (name.equals(EventBus.DEFAULT)) {
      throw BusError.invalid("Cannot delete event bus default.");
    }
    catalogue.refresh();
    boolean used = !catalogue.rules(name).isEmpty() || !catalogue.subscribers(name).isEmpty();
    if (used || (!store.deleteBus(name) && catalogue.hasBus(name))) {
      throw BusError.invalid("Cannot delete event bus " + name + " since it still has rules.");
    }
    catalogue.refresh();
    return call.body().objectNode();
  }

  private EventBus find(String name) {
    if (!catalogue.hasBus(name)) {
      throw BusError.noBus(name);
    }
    return catalogue.bus(name).orElseThrow(() -> BusError.noBus(name));
  }

  private ObjectNode view(BusCall call, EventBus bus) {
    ObjectNode view = call.body().objectNode();
    view.put("Name", bus.name());
    view.put("Arn", arns.bus(bus.name()));
    view.put("CreationTime", bus.createdAt().toEpochMilli() / 1000.0);
    view.put("LastModifiedTime", bus.updatedAt().toEpochMilli() / 1000.0);
    return described(view, bus.description());
  }

  private static ObjectNode described(ObjectNode view, String description) {
    if (!description.isEmpty()) {
      view.put("Description", description);
    }
    return view;
  }
}
