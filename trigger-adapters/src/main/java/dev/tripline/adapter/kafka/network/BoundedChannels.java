package dev.tripline.adapter.kafka.network;

import java.nio.channels.SelectionKey;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.memory.MemoryPool;
import org.apache.kafka.common.network.Authenticator;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.ChannelMetadataRegistry;
import org.apache.kafka.common.network.KafkaChannel;
import org.apache.kafka.common.network.TransportLayer;

/// Makes channels that read through a [BoundedTransport], their login included.
final class BoundedChannels implements ChannelBuilder {
  private final ChannelBuilder channels;

  BoundedChannels(ChannelBuilder channels) {
    this.channels = channels;
  }

  /// Does nothing: the other builder is configured already.
  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public KafkaChannel buildChannel(
      String id,
      SelectionKey key,
      int maxReceiveSize,
      MemoryPool memoryPool,
      ChannelMetadataRegistry metadataRegistry) {
    KafkaChannel channel =
        channels.buildChannel(id, key, maxReceiveSize, memoryPool, metadataRegistry);
    try {
      bound(channel);
    } catch (ReflectiveOperationException e) {
      throw new KafkaException(BoundedAnswers.unknownVersion(e));
    }
    return channel;
  }

  private static void bound(KafkaChannel channel) throws ReflectiveOperationException {
    if (!(ClientFields.get(channel, "transportLayer") instanceof TransportLayer transport)
        || !(ClientFields.get(channel, "authenticator") instanceof Authenticator first)
        || !(ClientFields.get(channel, "authenticatorCreator") instanceof Supplier<?> next)) {
      throw new NoSuchFieldException("transportLayer");
    }
    var bounded = new BoundedTransport(transport, channel);
    ClientFields.set(channel, "transportLayer", bounded);
    bound(first, bounded);
    Supplier<Object> boundNext =
        () -> {
          Object authenticator = next.get();
          try {
            bound(authenticator, bounded);
          } catch (ReflectiveOperationException e) {
            throw BoundedAnswers.unknownVersion(e);
          }
          return authenticator;
        };
    ClientFields.set(channel, "authenticatorCreator", boundNext);
  }

  /// Of the authenticators, those of SASL read; they are made for any transport.
  private static void bound(Object authenticator, BoundedTransport transport)
      throws ReflectiveOperationException {
    if (authenticator
        instanceof org.apache.kafka.common.security.authenticator.SaslClientAuthenticator) {
      ClientFields.set(authenticator, "transportLayer", transport);
    }
  }

  @Override
  public void close() {
    channels.close();
  }
}
