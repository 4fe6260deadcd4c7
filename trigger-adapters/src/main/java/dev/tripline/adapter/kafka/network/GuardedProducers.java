package dev.tripline.adapter.kafka.network;

import dev.tripline.spi.network.AddressResolver;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.HostResolver;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.internals.ProducerInterceptors;
import org.apache.kafka.clients.producer.internals.ProducerMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/// Makes producers whose answers are bounded, as [BoundedAnswers] says, and that connect only to addresses
/// that were judged. A producer connects as soon as it is made, so its network client is made before it.
public final class GuardedProducers {
  private GuardedProducers() {}

  /// @param addresses says to which addresses connections may go; null for all
  /// @throws KafkaException if the properties do not work
  /// @throws IllegalStateException if this version of the client cannot be guarded
  public static Producer<byte[], byte[]> create(
      Map<String, Object> properties, @Nullable AddressResolver addresses) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    var config = new ProducerConfig(all);
    ProducerMetadata metadata = metadata(config);
    var versions = new ApiVersions();
    NetworkClient client = client(config, metadata, versions, addresses);
    try {
      BoundedAnswers.restrictClient(client);
      return producer(config, metadata, client, versions);
    } catch (InvocationTargetException e) {
      client.close();
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new KafkaException(e.getCause());
    } catch (ReflectiveOperationException e) {
      client.close();
      throw BoundedAnswers.unknownVersion(e);
    }
  }

  private static ProducerMetadata metadata(ProducerConfig config) {
    var metadata =
        new ProducerMetadata(
            config.getLong(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
            config.getLong(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG),
            config.getLong(ProducerConfig.METADATA_MAX_AGE_CONFIG),
            config.getLong(ProducerConfig.METADATA_MAX_IDLE_CONFIG),
            new LogContext(),
            new ClusterResourceListeners(),
            Time.SYSTEM);
    metadata.bootstrap(ClientUtils.parseAndValidateAddresses(config));
    return metadata;
  }

  private static NetworkClient client(
      ProducerConfig config,
      ProducerMetadata metadata,
      ApiVersions versions,
      @Nullable AddressResolver addresses) {
    HostResolver resolver = addresses == null ? InetAddress::getAllByName : addresses::resolve;
    return ClientUtils.createNetworkClient(
        config,
        config.getString(ProducerConfig.CLIENT_ID_CONFIG),
        new Metrics(),
        "producer",
        new LogContext(),
        versions,
        Time.SYSTEM,
        config.getInt(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION),
        config.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG),
        metadata,
        null,
        resolver,
        null,
        null);
  }

  private static Producer<byte[], byte[]> producer(
      ProducerConfig config, ProducerMetadata metadata, KafkaClient client, ApiVersions versions)
      throws ReflectiveOperationException {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Constructor<KafkaProducer<byte[], byte[]>> constructor =
        (Constructor)
            KafkaProducer.class.getDeclaredConstructor(
                ProducerConfig.class,
                Serializer.class,
                Serializer.class,
                ProducerMetadata.class,
                KafkaClient.class,
                ProducerInterceptors.class,
                ApiVersions.class,
                Time.class);
    constructor.setAccessible(true);
    return constructor.newInstance(
        config,
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        metadata,
        client,
        null,
        versions,
        Time.SYSTEM);
  }
}
