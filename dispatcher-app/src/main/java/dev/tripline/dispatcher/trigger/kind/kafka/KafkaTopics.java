package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.adapter.kafka.KafkaCluster;
import dev.tripline.adapter.kafka.KafkaStreamSettings;
import dev.tripline.adapter.kafka.KafkaStreamSource;
import dev.tripline.delivery.stream.StreamDelivery;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.connection.Login;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.run.stream.StreamRuns;
import dev.tripline.retry.destination.TopicBatchInfo;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Opens topics of Kafka, with the secrets that their triggers refer to.
public final class KafkaTopics {
  private final KafkaSettings settings;
  private final StoredSecrets secrets;
  private final InstantSource clock;

  private final AddressResolver addresses;

  /// @param addresses of servers that come with a trigger
  public KafkaTopics(
      KafkaSettings settings,
      StoredSecrets secrets,
      InstantSource clock,
      AddressResolver addresses) {
    this.settings = settings;
    this.secrets = secrets;
    this.clock = clock;
    this.addresses = addresses;
  }

  /// Connects when it is run.
  ///
  /// @throws SourceUnavailableException if a secret or a connection is not there
  StreamRuns.Opened open(KafkaSource topic) {
    KafkaSource.Cluster cluster = topic.cluster();
    if (cluster.bootstrapServers().isEmpty()) {
      throw new SourceUnavailableException(
          "the connection of " + topic.topic() + " is not configured here");
    }
    var source =
        new KafkaStreamSource(
            new KafkaStreamSettings(
                withSecrets(topic),
                cluster.arn(),
                new KafkaStreamSettings.Topic(topic.topic(), topic.consumerGroup()),
                start(topic.reading()),
                settings.limits()),
            clock);
    String arn = cluster.arn();
    String name = arn == null ? String.join(",", cluster.bootstrapServers()) : arn;
    return new StreamRuns.Opened(
        source, new StreamDelivery.Origin(new TopicBatchInfo(), name, true), KafkaSource.FILTERED);
  }

  private KafkaCluster withSecrets(KafkaSource topic) {
    try {
      return cluster(topic.cluster());
    } catch (IllegalStateException e) {
      throw new SourceUnavailableException(
          "topic %s cannot be read yet: %s; secrets are put at /v1/secrets/NAME"
              .formatted(topic.topic(), e.getMessage()),
          e);
    }
  }

  /// With its secrets, read now.
  KafkaCluster cluster(KafkaSource.Cluster cluster) {
    KafkaSource.Sasl sasl = cluster.sasl();
    return new KafkaCluster(
        cluster.bootstrapServers(),
        sasl == null ? null : sasl(sasl, secrets),
        cluster.tls() ? tls(cluster, secrets) : null,
        cluster.configured() ? null : addresses);
  }

  private static KafkaCluster.Sasl sasl(KafkaSource.Sasl sasl, StoredSecrets secrets) {
    Login login = sasl.login(secrets);
    return new KafkaCluster.Sasl(
        KafkaCluster.Mechanism.of(sasl.mechanism()), login.username(), login.password());
  }

  private static KafkaCluster.Tls tls(KafkaSource.Cluster cluster, StoredSecrets secrets) {
    SecretReference trusted = cluster.trustedCertificates();
    KafkaSource.ClientCertificate own = cluster.clientCertificate();
    return new KafkaCluster.Tls(
        trusted == null ? null : trusted.resolve(secrets),
        own == null
            ? null
            : new KafkaCluster.ClientCertificate(
                own.chain().resolve(secrets), own.privateKey().resolve(secrets)));
  }

  private static KafkaStreamSettings.StartAt start(StreamSettings reading) {
    return switch (reading.from()) {
      case TRIM_HORIZON -> new KafkaStreamSettings.StartAt.TrimHorizon();
      case LATEST -> new KafkaStreamSettings.StartAt.Latest();
      case AT_TIMESTAMP -> {
        @Nullable Instant time = reading.timestamp();
        yield new KafkaStreamSettings.StartAt.AtTimestamp(
            Objects.requireNonNull(time, "AT_TIMESTAMP without a time"));
      }
    };
  }
}
