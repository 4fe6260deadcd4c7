package dev.tripline.dispatcher.topic.publish;

import dev.tripline.adapter.sns.MessageAttribute;
import dev.tripline.adapter.sns.TopicMessage;
import dev.tripline.dispatcher.destination.DestinationSender;
import dev.tripline.dispatcher.destination.TraceHeader;
import dev.tripline.dispatcher.topic.TopicArns;
import dev.tripline.dispatcher.topic.Topics;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.spi.store.StoreFullException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Publishes records and dead letters to topics of the dispatcher's own. A record that was sent before is
/// known by its id and not accepted twice.
final class TopicSender implements DestinationSender {
  private final Topics topics;
  private final TopicArns arns;
  private final TopicPublisher publisher;
  private final InstantSource clock;

  TopicSender(Topics topics, TopicArns arns, TopicPublisher publisher, InstantSource clock) {
    this.topics = topics;
    this.arns = arns;
    this.publisher = publisher;
    this.clock = clock;
  }

  /// A topic of this account and region that is there; others are SNS's.
  @Override
  public boolean handles(String destination) {
    return arns.topicName(destination).flatMap(topics::find).isPresent();
  }

  @Override
  public Sent send(OutboxMessage message) {
    Optional<String> topic = arns.topicName(message.destination());
    if (topic.isEmpty()) {
      return new Sent.Hopeless("no topic: " + message.destination());
    }
    Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
    message
        .headers()
        .forEach((name, value) ->
            attributes.put(
                name, new MessageAttribute(name.equals("ErrorCode") ? "Number" : "String", value)));
    var record =
        new TopicMessage(
            UUID.nameUUIDFromBytes(message.id().getBytes(StandardCharsets.UTF_8)).toString(),
            message.destination(),
            null,
            new String(message.body(), StandardCharsets.UTF_8),
            clock.instant(),
            attributes);
    try {
      publisher.publish(
          topic.get(),
          List.of(
              new Publication(
                  record, message.recursionDepth() + 1, TraceHeader.continued(message))));
      return new Sent.Confirmed();
    } catch (StoreFullException e) {
      return new Sent.Refused("the store takes no more events: " + e.getMessage());
    } catch (TopicPublisher.NotReadyException e) {
      return new Sent.Refused(String.valueOf(e.getMessage()));
    } catch (TopicPublisher.TooLargeException e) {
      return new Sent.Hopeless(String.valueOf(e.getMessage()));
    }
  }
}
