package dev.tripline.dispatcher.destination;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.retry.destination.Destination;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.spi.store.StoreFullException;
import java.util.Optional;
import java.util.UUID;

/// Hands messages to other functions, asynchronously. A message that was sent before is known by its
/// id and not accepted twice.
final class FunctionSender implements DestinationSender {
  private static final int PAYLOAD_LIMIT = 1_048_576;

  private final AsynchronousDelivery delivery;
  private final Functions functions;

  FunctionSender(AsynchronousDelivery delivery, Functions functions) {
    this.delivery = delivery;
    this.functions = functions;
  }

  @Override
  public boolean handles(String destination) {
    return Destination.parse(destination) instanceof Destination.LambdaFunction;
  }

  @Override
  public Sent send(OutboxMessage message) {
    Optional<FunctionTarget> target = functions.parse(message.destination());
    if (target.isEmpty() || !functions.existsAnywhere(target.get())) {
      return new Sent.Refused("there is no function " + message.destination());
    }
    if (message.body().length > PAYLOAD_LIMIT) {
      return new Sent.Hopeless(
          "the record has %,d bytes, an asynchronous payload at most %,d"
              .formatted(message.body().length, PAYLOAD_LIMIT));
    }
    try {
      delivery.accept(
          new NewInvocation(
                  UUID.randomUUID().toString(),
                  target.get(),
                  message.body(),
                  null,
                  "outbox:" + message.id(),
                  message.recursionDepth() + 1,
                  0)
              .in(TraceHeader.continued(message)));
      return new Sent.Confirmed();
    } catch (StoreFullException e) {
      return new Sent.Refused("the store takes no more events: " + e.getMessage());
    }
  }
}
