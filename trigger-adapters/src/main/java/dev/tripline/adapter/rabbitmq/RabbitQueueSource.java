package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.RecentlySettled;
import dev.tripline.spi.source.SourceUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/// A RabbitMQ queue (AMQP 0-9-1), polled with manual acknowledgements.
///
/// A message's id within a batch is its `message-id` if no other unsettled message of this source has
/// the same, and its delivery tag otherwise; functions see it as `itemIdentifier`. Bodies are handed
/// on as base64 bytes whatever their content type says; nothing is ever deserialised.
///
/// [#retry] publishes a copy with its attempt raised and then acknowledges the original: between the
/// two a fault causes a duplicate, never a loss. The copy goes to the end of the queue and is held back
/// here, unacknowledged, until its delay has passed. The copy has no `expiration`: a message that is
/// being retried does not silently run out.
///
/// A message with a `message-id` that was acknowledged, but that the broker hands out again because the
/// channel was lost before it heard so, comes with [Delivery#settledBefore()].
///
/// A stream is refused: see [StreamProbe].
///
/// Any [SourceUnavailableException] drops the channel; the next [#poll] connects again. A consumer
/// that the broker cancels is subscribed again. An hour is asked for between a delivery and its
/// acknowledgement, which RabbitMQ grants from 3.11.15 on. Where its own `consumer_timeout` counts (30
/// minutes unless changed), a channel that it closes for it is an outage that says so: the messages
/// come again.
public final class RabbitQueueSource implements QueueSource {
  private static final Logger log = LoggerFactory.getLogger(RabbitQueueSource.class);

  private final RabbitQueueSettings settings;
  private final InstantSource clock;
  private final CachingConnectionFactory connections;
  private final RabbitRepublisher republisher;
  private final RecentlySettled settled;
  private final MessageJson json = new MessageJson();
  private final Set<String> unsettled = new HashSet<>();
  private @Nullable RabbitSession session;

  /// Connects at the first [#poll].
  ///
  /// @param settled outlives this source
  public RabbitQueueSource(
      RabbitQueueSettings settings, RecentlySettled settled, InstantSource clock) {
    this.settings = settings;
    this.settled = settled;
    this.clock = clock;
    this.connections = new CachingConnectionFactory(RabbitClient.factory(settings.endpoint()));
    connections.setConnectionNameStrategy(_ -> "tripline " + settings.queue());
    this.republisher = new RabbitRepublisher(publisherConnections(connections), settings, clock);
  }

  @Override
  public List<Delivery> poll(int max, Duration wait) throws InterruptedException {
    List<Delivery> batch = new ArrayList<>();
    try {
      RabbitSession current = session();
      RabbitMessage message = current.take(wait);
      while (message != null) {
        batch.add(toDelivery(message));
        message = batch.size() < max ? current.take(Duration.ZERO) : null;
      }
    } catch (SourceUnavailableException e) {
      drop();
      throw e;
    }
    return batch;
  }

  @Override
  public void acknowledge(List<Delivery> deliveries) {
    try {
      Map<RabbitSession, List<Long>> tags = new LinkedHashMap<>();
      for (Delivery delivery : deliveries) {
        RabbitMessage message = message(delivery);
        String key = key(message);
        if (key != null) {
          settled.add(key);
        }
        tags.computeIfAbsent(message.session(), _ -> new ArrayList<>()).add(message.deliveryTag());
        unsettled.remove(delivery.id());
      }
      tags.forEach(RabbitSession::acknowledge);
    } catch (SourceUnavailableException e) {
      drop();
      throw e;
    }
  }

  @Override
  public void retry(List<Delivery> deliveries, Duration delay, @Nullable Attempt failed)
      throws InterruptedException {
    try {
      List<RabbitMessage> messages = deliveries.stream().map(RabbitQueueSource::message).toList();
      republisher.publish(messages, delay, failed);
    } catch (SourceUnavailableException e) {
      drop();
      throw e;
    }
    acknowledge(deliveries);
  }

  /// Messages that the broker has handed out are polled before the channel is closed: a quorum queue
  /// counts their return against its `delivery-limit`. Only those that wait for their next attempt go back.
  @Override
  public boolean finish() {
    RabbitSession current = session;
    return current != null && current.finish();
  }

  @Override
  public byte[] toPayload(List<Delivery> deliveries) {
    List<byte[]> messages = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      messages.add(toRecord(delivery));
    }
    return RabbitBatchJson.batch(settings, messages);
  }

  @Override
  public byte[] toRecord(Delivery delivery) {
    return ((Polled) delivery.handle()).json();
  }

  @Override
  public void close() {
    drop();
    republisher.close();
    connections.destroy();
  }

  private RabbitSession session() {
    RabbitSession open = session;
    if (open == null) {
      try {
        Connection connection = connections.createConnection().getDelegate();
        requireQueue(connection);
        if (StreamProbe.isStream(connection, settings.queue())) {
          throw RabbitFailure.unavailable(settings, StreamProbe.REFUSAL, null);
        }
        open = new RabbitSession(connection.createChannel(), settings, clock);
      } catch (AmqpException | IOException | TimeoutException | ShutdownSignalException e) {
        throw RabbitFailure.unavailable(settings, "cannot connect", e);
      }
      session = open;
      log.info("Consuming queue {} at {}", settings.queue(), settings.endpoint());
    }
    return open;
  }

  /// A queue that is made between the question for its type and the consumer would have no type yet.
  private void requireQueue(Connection connection) throws IOException, TimeoutException {
    try (Channel channel = connection.createChannel()) {
      channel.queueDeclarePassive(settings.queue());
    }
  }

  private Delivery toDelivery(RabbitMessage message) {
    String messageId = message.properties().getMessageId();
    String id = messageId == null ? "" : messageId;
    if (id.isEmpty() || !unsettled.add(id)) {
      id = Long.toString(message.deliveryTag());
      while (!unsettled.add(id)) {
        id = "#" + id;
      }
    }
    byte[] written = json.write(message, id);
    String key = key(message);
    return new Delivery(
        id,
        AttemptHeaders.identity(message.properties(), message.body()),
        AttemptHeaders.attempt(message.properties()),
        AttemptHeaders.firstSeen(message.properties()),
        written.length + 1L,
        message.redelivered() && key != null && settled.contains(key),
        null,
        AttemptHeaders.depth(message.properties()),
        AttemptHeaders.trace(message.properties()),
        FailedAttempts.of(message.properties()),
        new Polled(message, written));
  }

  /// Each attempt is a message of its own for the broker, and so is another body under the same id. Null
  /// if the publisher gave no id.
  private static @Nullable String key(RabbitMessage message) {
    String id = message.properties().getMessageId();
    return id == null
        ? null
        : AttemptHeaders.attempt(message.properties())
            + " "
            + Arrays.hashCode(message.body())
            + " "
            + id;
  }

  private static RabbitMessage message(Delivery delivery) {
    return ((Polled) delivery.handle()).message();
  }

  /// @param json the message as functions and filters see it, written once
  record Polled(RabbitMessage message, byte[] json) {}

  private void drop() {
    RabbitSession open = session;
    session = null;
    unsettled.clear();
    if (open != null) {
      open.close();
    }
  }

  private static org.springframework.amqp.rabbit.connection.ConnectionFactory publisherConnections(
      CachingConnectionFactory connections) {
    var publisher = connections.getPublisherConnectionFactory();
    return publisher == null ? connections : publisher;
  }
}
