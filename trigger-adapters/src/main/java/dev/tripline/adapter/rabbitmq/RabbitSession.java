package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.tripline.spi.source.SourceUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One channel with one consumer, whose messages wait in a buffer that the prefetch bounds.
///
/// Used by one thread; the broker's callbacks only fill the buffer and raise flags. A session that has
/// failed is thrown away: everything unsettled on it comes again from the queue.
final class RabbitSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RabbitSession.class);

  /// The time asked of the broker instead of its `consumer_timeout`, or its queue's: longer than a message
  /// waits for the batch before it, for its window, its delay and its function. RabbitMQ grants it from
  /// 3.11.15 on; older ones do not look at it.
  private static final Duration SETTLED_WITHIN = Duration.ofHours(1);

  private final Channel channel;
  private final RabbitQueueSettings settings;
  private final InstantSource clock;
  private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final PriorityQueue<Held> held = new PriorityQueue<>(Comparator.comparingLong(Held::due));
  private final OpenTags open = new OpenTags();
  private volatile boolean cancelled;
  private volatile boolean drained;
  private @Nullable String consumer;

  RabbitSession(Channel channel, RabbitQueueSettings settings, InstantSource clock) {
    this.channel = channel;
    this.settings = settings;
    this.clock = clock;
    channel.addShutdownListener(_ -> arrivals.add(new Wake()));
    try {
      channel.basicQos(settings.prefetch());
      subscribe();
    } catch (IOException | ShutdownSignalException e) {
      close();
      throw unavailable("cannot consume", e);
    }
  }

  /// The next message that is due, or null if none came within the wait.
  @Nullable RabbitMessage take(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (true) {
      long now = System.nanoTime();
      Held first = held.peek();
      if (first != null && first.due - now <= 0) {
        held.remove();
        return first.message;
      }
      resubscribeIfCancelled();
      long until = first == null || end - first.due < 0 ? end : first.due;
      switch (arrivals.poll(Math.max(0, until - now), TimeUnit.NANOSECONDS)) {
        case null -> {
          if (System.nanoTime() - end >= 0) {
            return null;
          }
        }
        case Wake _ -> ensureOpen();
        case Message(RabbitMessage message) -> {
          ensureOpen();
          open.take(message.deliveryTag());
          Duration hold = AttemptHeaders.hold(message.properties(), clock.instant());
          if (hold.isZero()) {
            return message;
          }
          held.add(new Held(message, System.nanoTime() + hold.toNanos()));
        }
      }
    }
  }

  /// Asks the broker for no more messages.
  ///
  /// @return whether messages may be on their way or wait here, those that are not due yet left out
  boolean finish() {
    String subscribed = consumer;
    if (subscribed != null) {
      consumer = null;
      try {
        channel.basicCancel(subscribed);
      } catch (IOException | ShutdownSignalException e) {
        log.debug("The channel to {} is closed; nothing comes over it", settings.queue(), e);
        drained = true;
      }
    }
    return channel.isOpen()
        && (!drained || arrivals.stream().anyMatch(arrival -> arrival instanceof Message));
  }

  /// In one frame, if nothing that came before them is still open.
  void acknowledge(List<Long> tags) {
    ensureOpen();
    OpenTags.Acknowledgement acknowledgement = open.settle(tags);
    try {
      if (acknowledgement.upTo() > 0) {
        channel.basicAck(acknowledgement.upTo(), true);
      }
      for (long tag : acknowledgement.single()) {
        channel.basicAck(tag, false);
      }
    } catch (IOException | ShutdownSignalException e) {
      throw unavailable("cannot acknowledge", e);
    }
  }

  private void subscribe() throws IOException {
    cancelled = false;
    consumer =
        channel.basicConsume(
            settings.queue(),
            false,
            Map.of("x-consumer-timeout", SETTLED_WITHIN.toMillis()),
            new Buffer(channel));
  }

  private void resubscribeIfCancelled() {
    ensureOpen();
    if (!cancelled || consumer == null) {
      return;
    }
    log.warn("The broker cancelled the consumer of {}; subscribing again", settings.queue());
    try {
      subscribe();
    } catch (IOException | ShutdownSignalException e) {
      throw unavailable("the broker cancelled the consumer, and subscribing again failed", e);
    }
  }

  private void ensureOpen() {
    if (!channel.isOpen()) {
      ShutdownSignalException reason = channel.getCloseReason();
      throw unavailable("the channel is closed", reason);
    }
  }

  private SourceUnavailableException unavailable(String what, @Nullable Throwable cause) {
    return RabbitFailure.unavailable(settings, what, cause);
  }

  @Override
  public void close() {
    try {
      if (channel.isOpen()) {
        channel.close();
      }
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      log.debug("Closing the channel to {} failed; the broker drops it", settings.queue(), e);
    }
  }

  private sealed interface Arrival {}

  private record Message(RabbitMessage message) implements Arrival {}

  private record Wake() implements Arrival {}

  /// A message that is not due yet.
  ///
  /// @param due by [System#nanoTime()]
  private record Held(RabbitMessage message, long due) {}

  private final class Buffer extends DefaultConsumer {
    Buffer(Channel channel) {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      arrivals.add(
          new Message(
              new RabbitMessage(
                  RabbitSession.this,
                  envelope.getDeliveryTag(),
                  envelope.isRedeliver(),
                  properties,
                  body)));
    }

    /// Called after all deliveries that came before it.
    @Override
    public void handleCancelOk(String tag) {
      drained = true;
      arrivals.add(new Wake());
    }

    @Override
    public void handleCancel(String tag) {
      cancelled = true;
      arrivals.add(new Wake());
    }
  }
}
