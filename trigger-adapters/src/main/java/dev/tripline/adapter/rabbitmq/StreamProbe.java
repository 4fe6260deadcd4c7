package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells streams from queues. A stream (`x-queue-type: stream`) can be consumed as if it were a queue, but
/// an acknowledgement takes nothing out of it and keeps no position, and a message that is given back would
/// be appended for all its readers.
///
/// AMQP does not tell a queue's type. RabbitMQ does by its refusals: it takes a consumer with an offset for
/// streams only, and one without a prefetch for all but them. Blocking.
final class StreamProbe {
  static final String REFUSAL =
      "it is a stream, which keeps what is acknowledged and hands it to every reader; read a queue"
          + " of type classic or quorum that is bound to the same exchange";

  private static final String OFFSET = "x-stream-offset";

  private static final Logger log = LoggerFactory.getLogger(StreamProbe.class);
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\..*");

  private StreamProbe() {}

  /// `false` as well if the queue is not there or the broker has no streams.
  ///
  /// @throws IOException if it cannot be told now, for instance of a stream whose replicas are only
  ///     starting: the broker then refuses every consumer
  static boolean isStream(Connection connection, String queue) throws IOException {
    if (!checksConsumers(connection)) {
      return false;
    }
    Optional<AMQP.Channel.Close> refusal = refusal(connection, queue, 1, Map.of(OFFSET, "next"));
    if (refusal.isEmpty()) {
      return refusal(connection, queue, 0, Map.of()).isPresent();
    }
    String reason = refusal.get().getReplyText();
    if (refusal.get().getReplyCode() == AMQP.NOT_FOUND || reason.contains(OFFSET)) {
      return false;
    }
    throw new IOException("the type of queue " + queue + " cannot be told now: " + reason);
  }

  /// RabbitMQ has streams from 3.9 on, and refuses arguments that are not the queue type's from 3.10 on.
  private static boolean checksConsumers(Connection connection) {
    Map<String, Object> server = connection.getServerProperties();
    Matcher version = VERSION.matcher(String.valueOf(server.get("version")));
    if (!String.valueOf(server.get("product")).equals("RabbitMQ") || !version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    return major > 3 || (major == 3 && Integer.parseInt(version.group(2)) >= 10);
  }

  /// The broker's refusal of such a consumer, which ends at once; empty if it is taken.
  private static Optional<AMQP.Channel.Close> refusal(
      Connection connection, String queue, int prefetch, Map<String, Object> arguments)
      throws IOException {
    Channel channel = connection.createChannel();
    try {
      channel.basicQos(prefetch);
      channel.basicConsume(queue, false, arguments, new DefaultConsumer(channel));
      channel.close();
      return Optional.empty();
    } catch (IOException | ShutdownSignalException e) {
      if (!connection.isOpen()
          || !(cause(e) instanceof ShutdownSignalException signal)
          || !(signal.getReason() instanceof AMQP.Channel.Close close)) {
        throw e;
      }
      log.debug("{} takes no consumer with {} and prefetch {}", queue, arguments, prefetch, e);
      return Optional.of(close);
    } catch (TimeoutException e) {
      throw new IOException("closing a channel took too long", e);
    }
  }

  private static @Nullable Throwable cause(Exception e) {
    return e instanceof ShutdownSignalException ? e : e.getCause();
  }
}
