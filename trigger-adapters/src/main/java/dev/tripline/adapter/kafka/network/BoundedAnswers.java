package dev.tripline.adapter.kafka.network;

import org.apache.kafka.clients.consumer.KafkaConsumer;

/// Bounds the answers that a client of Kafka takes. The client itself makes room for as many bytes as the
/// first four of an answer say, and a server of another protocol says a gigabyte.
///
/// A connection with a longer answer is closed, and the client's next call fails with an
/// [org.apache.kafka.common.errors.AuthenticationException] that names the server. No property sets a bound,
/// so fields of the client are set. A client of another version, without these fields, is refused.
public final class BoundedAnswers {
  /// Bytes of an answer: a whole fetch, or a batch of records that is larger than a fetch may be.
  public static final int LONGEST = 32 * 1024 * 1024;

  private BoundedAnswers() {}

  /// Before its first poll: until then it makes no connection.
  ///
  /// @throws IllegalStateException if the consumer has no such fields
  public static void restrict(KafkaConsumer<?, ?> consumer) {
    try {
      restrictClient(ClientFields.get(consumer, "delegate", "client", "client"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknownVersion(e);
    }
  }

  /// @param client a network client without connections
  static void restrictClient(Object client) throws ReflectiveOperationException {
    Object selector = ClientFields.get(client, "selector");
    if (!(ClientFields.get(selector, "channelBuilder")
        instanceof org.apache.kafka.common.network.ChannelBuilder channels)) {
      throw new NoSuchFieldException("channelBuilder");
    }
    ClientFields.set(selector, "channelBuilder", new BoundedChannels(channels));
  }

  static IllegalStateException unknownVersion(Exception cause) {
    return new IllegalStateException(
        "the answers that this version of Kafka's client takes cannot be bounded", cause);
  }
}
