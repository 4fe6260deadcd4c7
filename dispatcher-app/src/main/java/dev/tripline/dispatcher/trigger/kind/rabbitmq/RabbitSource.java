package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.queue.QueueSettings;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.object.ObjectSource;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A queue of a RabbitMQ broker.
///
/// @param arn of an Amazon MQ broker, if it was named by one
/// @param managementPort of the broker's management API, which tells what AMQP does not; null if it is
///     not to be asked
/// @param concurrency how many batches may be with the function at once, per node
/// @param objects the changes that become events, if messages are notifications of buckets; null if they
///     are handed to the function as they are
public record RabbitSource(
    Broker broker,
    @Nullable String arn,
    String queue,
    @Nullable Integer managementPort,
    QueueSettings batching,
    int concurrency,
    @Nullable ObjectTraffic objects)
    implements TriggerSource, ObjectSource {
  /// `data` is base64.
  static final FilteredSource FILTERED = FilteredSource.encoded("data");

  public static final SourceTraits TRAITS =
      new SourceTraits(
          "rabbitmq", Set.of(), SourceTraits.Shape.QUEUE, TimeoutLimit.ofBroker("Amazon MQ"));

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }

  /// @param connection the name of a configured connection, which has the address
  /// @param username empty if the password's secret has it too, or if the connection has both
  public record Broker(
      @Nullable String connection,
      String host,
      int port,
      boolean tls,
      String virtualHost,
      String username,
      @Nullable SecretReference password) {}
}
