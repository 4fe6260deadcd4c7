package dev.tripline.adapter.kafka.network;

import dev.tripline.spi.network.AddressResolver;
import org.apache.kafka.clients.HostResolver;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/// Lets a consumer connect only to addresses that a resolver answers: of its bootstrap servers and of the
/// brokers that those name, whenever it connects.
///
/// The client asks such a resolver by itself, but no property sets another one, so its field is set. A
/// consumer of another version, without these fields, is refused.
public final class ResolvedHosts {
  private ResolvedHosts() {}

  /// Before its first poll: until then it makes no connection.
  ///
  /// @throws IllegalStateException if the consumer has no such fields
  public static void restrict(KafkaConsumer<?, ?> consumer, AddressResolver addresses) {
    try {
      HostResolver resolver = addresses::resolve;
      Object states =
          ClientFields.get(consumer, "delegate", "client", "client", "connectionStates");
      ClientFields.set(states, "hostResolver", resolver);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(
          "this version of Kafka's client cannot be kept from connecting to private addresses; only"
              + " clusters that the settings name can be read with it",
          e);
    }
  }
}
