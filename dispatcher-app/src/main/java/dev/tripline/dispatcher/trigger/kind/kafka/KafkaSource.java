package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.connection.Login;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.object.ObjectSource;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A topic of Kafka.
///
/// @param objects the notifications of buckets that its records are; null if they are anything
public record KafkaSource(
    Cluster cluster,
    String topic,
    String consumerGroup,
    StreamSettings reading,
    @Nullable ObjectTraffic objects)
    implements TriggerSource, ObjectSource {
  /// `value` and `key` are base64.
  static final FilteredSource FILTERED = FilteredSource.encoded("value", "key");

  public static final SourceTraits TRAITS =
      new SourceTraits(
          "kafka",
          Set.of("topic", "consumerGroup", "startingPosition", "startingTimestamp"),
          SourceTraits.Shape.STREAM,
          TimeoutLimit.ofBroker("Apache Kafka"));

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }

  /// The address of a Kafka cluster and the login for it.
  ///
  /// @param bootstrapServers empty if they come from a connection that is not configured here
  /// @param arn of an MSK cluster, if it was named by one
  /// @param sasl null for none
  /// @param tls whether the connection is encrypted
  /// @param trustedCertificates PEM; null for the JVM's
  /// @param configured whether the settings name it: its servers may have any address then
  public record Cluster(
      List<String> bootstrapServers,
      @Nullable String arn,
      @Nullable Sasl sasl,
      boolean tls,
      @Nullable SecretReference trustedCertificates,
      @Nullable ClientCertificate clientCertificate,
      boolean configured) {}

  /// @param mechanism `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`
  /// @param username null if the password's secret has it too
  public record Sasl(String mechanism, @Nullable String username, SecretReference password) {

    /// Reads both now.
    ///
    /// @throws IllegalStateException if the secret is not there
    public Login login(StoredSecrets secrets) {
      return Login.of(username, password, secrets);
    }
  }

  /// PEM both.
  public record ClientCertificate(SecretReference chain, SecretReference privateKey) {}
}
