package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.tripline.spi.invocation.Attempt;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/// Puts messages back into their queue for another attempt, under publisher confirms and mandatory
/// routing: what it has published is in the queue.
///
/// It has a connection of its own: a broker that is short of memory stops reading from connections
/// that publish, and must still see our acknowledgements then.
final class RabbitRepublisher {
  private static final Logger log = LoggerFactory.getLogger(RabbitRepublisher.class);

  private final ConnectionFactory connections;
  private final RabbitQueueSettings settings;
  private final InstantSource clock;
  private final ConcurrentLinkedQueue<String> returned = new ConcurrentLinkedQueue<>();
  private @Nullable Channel channel;

  RabbitRepublisher(
      ConnectionFactory connections, RabbitQueueSettings settings, InstantSource clock) {
    this.connections = connections;
    this.settings = settings;
    this.clock = clock;
  }

  /// Returns when the broker has taken responsibility for every message.
  ///
  /// @param failed the attempt that failed; null if they were not tried
  void publish(List<RabbitMessage> messages, Duration delay, @Nullable Attempt failed)
      throws InterruptedException {
    Instant now = clock.instant();
    returned.clear();
    try {
      Channel open = channel();
      for (RabbitMessage message : messages) {
        open.basicPublish(
            "",
            settings.queue(),
            true,
            withAttempt(
                AttemptHeaders.next(message.properties(), message.body(), delay, now),
                failed,
                message.body().length,
                open.getConnection().getFrameMax()),
            message.body());
      }
      if (!open.waitForConfirms(settings.confirmTimeout().toMillis())) {
        throw RabbitFailure.unavailable(settings, "the broker refused a message given back", null);
      }
    } catch (IOException | TimeoutException | AmqpException | ShutdownSignalException e) {
      close();
      throw RabbitFailure.unavailable(settings, "cannot give messages back", e);
    }
    String reason = returned.peek();
    if (reason != null) {
      throw RabbitFailure.unavailable(
          settings, "a message given back was returned: " + reason, null);
    }
  }

  /// The failed attempt is left out where the headers would not fit into a frame with it: they cannot
  /// be split.
  private static BasicProperties withAttempt(
      BasicProperties next, @Nullable Attempt failed, int bodyLength, int frameMax)
      throws IOException {
    if (failed == null) {
      return next;
    }
    BasicProperties told = FailedAttempts.with(next, failed);
    boolean fits = frameMax == 0 || told.toFrame(0, bodyLength).size() <= frameMax;
    return fits ? told : next;
  }

  private Channel channel() throws IOException {
    Channel open = channel;
    if (open == null || !open.isOpen()) {
      open = connections.createConnection().getDelegate().createChannel();
      open.confirmSelect();
      open.addReturnListener(back -> returned.add(back.getReplyText()));
      channel = open;
    }
    return open;
  }

  void close() {
    Channel open = channel;
    channel = null;
    if (open != null && open.isOpen()) {
      try {
        open.abort();
      } catch (IOException e) {
        log.debug("Closing the publishing channel failed; the broker drops it", e);
      }
    }
  }
}
