package dev.tripline.dispatcher.bus;

import dev.tripline.delivery.bus.BusEvent;
import dev.tripline.dispatcher.destination.DestinationSender;
import dev.tripline.dispatcher.destination.TraceHeader;
import dev.tripline.retry.destination.Destination;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.spi.store.StoreFullException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Puts records of invocations into event buses, as Lambda puts them into EventBridge. A record that was
/// put before is known by its id, and not delivered twice.
final class BusSender implements DestinationSender {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SUCCESS = "Success";

  private final EventPublisher publisher;
  private final BusCatalogue catalogue;
  private final BusArns arns;
  private final InstantSource clock;

  BusSender(EventPublisher publisher, BusCatalogue catalogue, BusArns arns, InstantSource clock) {
    this.publisher = publisher;
    this.catalogue = catalogue;
    this.arns = arns;
    this.clock = clock;
  }

  @Override
  public boolean handles(String destination) {
    return Destination.parse(destination) instanceof Destination.EventBus;
  }

  @Override
  public Sent send(OutboxMessage message) {
    Optional<String> bus = arns.busName(message.destination());
    if (bus.isEmpty() || !catalogue.hasBus(bus.get()) || !catalogue.ready()) {
      return new Sent.Refused("there is no event bus " + message.destination());
    }
    String record = new String(message.body(), StandardCharsets.UTF_8);
    JsonNode context;
    try {
      context = JSON.readTree(record).path("requestContext");
    } catch (JacksonException _) {
      return new Sent.Hopeless("the record is no JSON object");
    }
    if (!context.isObject()) {
      return new Sent.Hopeless("an event bus takes records of invocations");
    }
    boolean success = context.path("condition").asString("").equals(SUCCESS);
    BusEvent event =
        BusEvent.of(
            message.id(),
            new BusEvent.Place(arns.account().accountId(), arns.account().region()),
            new BusEvent.Entry(
                "lambda",
                "Lambda Function Invocation Result - " + (success ? SUCCESS : "Failure"),
                record,
                clock.instant(),
                List.of(message.destination(), context.path("functionArn").asString(""))));
    try {
      publisher.publish(
          List.of(
              new EventPublisher.Publication(
                  bus.get(),
                  event,
                  new EventPublisher.Sender(
                      message.recursionDepth() + 1, TraceHeader.continued(message)),
                  new EventPublisher.Key("outbox:" + message.id(), true))));
      return new Sent.Confirmed();
    } catch (StoreFullException e) {
      return new Sent.Refused("the store takes no more events: " + e.getMessage());
    }
  }
}
