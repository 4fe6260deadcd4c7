package dev.tripline.dispatcher.destination.kafka;

import dev.tripline.adapter.kafka.KafkaCluster;
import dev.tripline.adapter.kafka.network.GuardedProducers;
import dev.tripline.dispatcher.destination.DestinationSender;
import dev.tripline.dispatcher.destination.TraceHeader;
import dev.tripline.retry.destination.Destination;
import dev.tripline.retry.destination.Destination.KafkaTopic;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.store.OutboxMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;

/// Sends messages to topics on the cluster that a trigger reads from, confirmed once all replicas in
/// sync have them. A record keeps its key, and so its order among those of the same key.
final class KafkaSender implements DestinationSender, AutoCloseable {
  /// How soon it is noticed that a trigger's cluster was changed.
  private static final Duration RECHECK = Duration.ofSeconds(30);

  private final KafkaClusters clusters;
  private final Duration timeout;
  private final InstantSource clock;
  private final Map<String, Producer> producers = new HashMap<>();
  private long sweptNanos = System.nanoTime();

  KafkaSender(KafkaClusters clusters, Duration timeout, InstantSource clock) {
    this.clusters = clusters;
    this.timeout = timeout;
    this.clock = clock;
  }

  private record Producer(
      KafkaCluster cluster,
      long checkedNanos,
      DefaultKafkaProducerFactory<byte[], byte[]> factory,
      KafkaTemplate<byte[], byte[]> template) {}

  @Override
  public boolean handles(String destination) {
    return Destination.parse(destination) instanceof KafkaTopic;
  }

  @Override
  public Sent send(OutboxMessage message) throws InterruptedException {
    if (!(Destination.parse(message.destination()) instanceof KafkaTopic topic)) {
      return new Sent.Hopeless("no topic: " + message.destination());
    }
    Producer producer;
    try {
      producer = producer(topic.triggerId());
    } catch (KafkaException | IllegalStateException | IllegalArgumentException e) {
      return new Sent.Refused("the cluster cannot be reached: " + e.getMessage());
    }
    if (producer == null) {
      return new Sent.Refused(
          "there is no trigger " + topic.triggerId() + " that reads from Kafka");
    }
    return send(topic.triggerId(), producer, toRecord(topic.name(), message));
  }

  @Override
  public synchronized void close() {
    producers.values().forEach(producer -> producer.factory().destroy());
    producers.clear();
  }

  private Sent send(String triggerId, Producer producer, ProducerRecord<byte[], byte[]> record)
      throws InterruptedException {
    Throwable cause;
    try {
      producer.template().send(record).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Sent.Confirmed();
    } catch (TimeoutException e) {
      return new Sent.Refused("the broker did not confirm within " + timeout);
    } catch (ExecutionException e) {
      cause = e.getCause();
    } catch (KafkaException | org.springframework.kafka.KafkaException e) {
      cause = e;
    }
    while (cause instanceof org.springframework.kafka.KafkaException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof RecordTooLargeException || cause instanceof InvalidTopicException) {
      return new Sent.Hopeless("the cluster does not take it: " + cause.getMessage());
    }
    if (cause instanceof AuthenticationException) {
      forget(triggerId, producer);
    }
    return new Sent.Refused("the cluster did not take it: " + cause);
  }

  /// A producer whose connection was refused may never send again.
  private synchronized void forget(String triggerId, Producer refused) {
    Producer known = producers.get(triggerId);
    if (known != null && known.factory().equals(refused.factory())) {
      producers.remove(triggerId);
      known.factory().destroy();
    }
  }

  private synchronized @Nullable Producer producer(String triggerId) {
    Producer known = producers.get(triggerId);
    if (known != null && System.nanoTime() - known.checkedNanos() < RECHECK.toNanos()) {
      return known;
    }
    endGone();
    Optional<KafkaCluster> cluster = clusters.ofTrigger(triggerId);
    if (known != null && cluster.filter(known.cluster()::equals).isEmpty()) {
      producers.remove(triggerId);
      known.factory().destroy();
      known = null;
    }
    if (cluster.isEmpty()) {
      return null;
    }
    Producer checked =
        known == null
            ? connect(cluster.get())
            : new Producer(known.cluster(), System.nanoTime(), known.factory(), known.template());
    producers.put(triggerId, checked);
    return checked;
  }

  /// The producers of triggers that were deleted: nobody asks for them any more.
  private void endGone() {
    long now = System.nanoTime();
    if (now - sweptNanos < RECHECK.toNanos()) {
      return;
    }
    sweptNanos = now;
    for (Map.Entry<String, Producer> one : List.copyOf(producers.entrySet())) {
      if (isGone(one.getKey())) {
        producers.remove(one.getKey());
        one.getValue().factory().destroy();
      }
    }
  }

  private boolean isGone(String triggerId) {
    try {
      return clusters.ofTrigger(triggerId).isEmpty();
    } catch (IllegalStateException _) {
      return false; // the trigger is there, its secret is not
    }
  }

  private Producer connect(KafkaCluster cluster) {
    cluster.requireAllowedServers();
    int millis = Math.toIntExact(timeout.toMillis());
    Map<String, Object> properties = cluster.clientProperties();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, millis / 2));
    var factory = new GuardedFactory(properties, cluster.addresses());
    var template = new KafkaTemplate<byte[], byte[]>(factory);
    // Failures are logged by the outbox, with what happens next.
    template.setProducerListener(new ProducerListener<>() {});
    return new Producer(cluster, System.nanoTime(), factory, template);
  }

  private static final class GuardedFactory extends DefaultKafkaProducerFactory<byte[], byte[]> {
    private final @Nullable AddressResolver addresses;

    GuardedFactory(Map<String, Object> properties, @Nullable AddressResolver addresses) {
      super(properties, new ByteArraySerializer(), new ByteArraySerializer());
      this.addresses = addresses;
    }

    @Override
    protected org.apache.kafka.clients.producer.Producer<byte[], byte[]> createRawProducer(
        Map<String, Object> properties) {
      return GuardedProducers.create(properties, addresses);
    }
  }

  private ProducerRecord<byte[], byte[]> toRecord(String topic, OutboxMessage message) {
    String key = message.headers().get(KafkaTopic.KEY_HEADER);
    var record =
        new ProducerRecord<byte[], byte[]>(
            topic, key == null ? null : Base64.getDecoder().decode(key), message.body());
    byte[] id = message.id().getBytes(StandardCharsets.UTF_8);
    record.headers().add("tripline-message-id", id);
    TraceHeader.all(message, clock.instant())
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }
}
