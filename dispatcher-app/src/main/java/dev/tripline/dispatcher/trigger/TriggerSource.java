package dev.tripline.dispatcher.trigger;

import dev.tripline.delivery.queue.QueueSettings;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.Login;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.spi.arn.AwsArn;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a trigger's events come from.
public sealed interface TriggerSource {

  /// A queue of a RabbitMQ broker.
  ///
  /// @param arn of an Amazon MQ broker, if it was named by one
  /// @param managementPort of the broker's management API, which tells what AMQP does not; null if it is
  ///     not to be asked
  /// @param concurrency how many batches may be with the function at once, per node
  record RabbitQueue(
      Broker broker,
      @Nullable String arn,
      String queue,
      @Nullable Integer managementPort,
      QueueSettings batching,
      int concurrency)
      implements TriggerSource {}

  /// @param connection the name of a configured connection, which has the address
  /// @param username empty if the password's secret has it too, or if the connection has both
  record Broker(
      @Nullable String connection,
      String host,
      int port,
      boolean tls,
      String virtualHost,
      String username,
      @Nullable SecretReference password) {}

  /// A queue of SQS, or of a server that speaks its protocol.
  ///
  /// @param maxConcurrency how many batches may be with the function at once; 2 to 1,000, null for the
  ///     dispatcher's own ceiling
  record SqsQueue(AwsResource queue, QueueSettings batching, @Nullable Integer maxConcurrency)
      implements TriggerSource {}

  /// A topic of Kafka.
  record KafkaTopic(
      KafkaCluster cluster, String topic, String consumerGroup, StreamSettings reading)
      implements TriggerSource {}

  /// @param reading whose tumbling window and parallelization apply
  record KinesisStream(AwsResource stream, StreamSettings reading) implements TriggerSource {}

  record DynamoDbStream(AwsResource stream, StreamSettings reading) implements TriggerSource {}

  /// Something that an ARN names.
  ///
  /// @param endpoint of the server that has it; null for the one in `tripline.aws`, or AWS itself
  record AwsResource(String arn, @Nullable URI endpoint, @Nullable AwsKey key) {

    /// Where its server is found.
    ///
    /// @throws IllegalStateException if it has no ARN
    public AwsClients.Place place() {
      return new AwsClients.Place(
          AwsArn.parse(arn)
              .orElseThrow(() -> new IllegalStateException("not an ARN: " + arn))
              .region(),
          endpoint,
          key == null ? null : new AwsClients.Key(key.accessKeyId(), key.secretAccessKey()));
    }
  }

  /// @param secretAccessKey a reference
  record AwsKey(String accessKeyId, SecretReference secretAccessKey) {}

  /// How a Kafka cluster is reached.
  ///
  /// @param bootstrapServers empty if they come from a connection that is not configured here
  /// @param arn of an MSK cluster, if it was named by one
  /// @param sasl null for none
  /// @param tls whether the connection is encrypted
  /// @param trustedCertificates PEM; null for the JVM's
  record KafkaCluster(
      List<String> bootstrapServers,
      @Nullable String arn,
      @Nullable KafkaSasl sasl,
      boolean tls,
      @Nullable SecretReference trustedCertificates,
      @Nullable KafkaClientCertificate clientCertificate) {}

  /// @param mechanism `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`
  /// @param username null if the password's secret has it too
  record KafkaSasl(String mechanism, @Nullable String username, SecretReference password) {

    /// Reads both now.
    ///
    /// @throws IllegalStateException if the secret is not there
    public Login login(StoredSecrets secrets) {
      return Login.of(username, password, secrets);
    }
  }

  /// PEM both.
  record KafkaClientCertificate(SecretReference chain, SecretReference privateKey) {}

  /// A folder of this machine, seen as a bucket.
  ///
  /// @param reportExisting whether what is in the folder at the start is told of
  record Folder(
      Path path, String bucket, Selection selection, Timing timing, boolean reportExisting)
      implements TriggerSource {}

  /// Which files count.
  record Selection(
      String prefix,
      String suffix,
      List<String> events,
      boolean hidden,
      List<String> temporarySuffixes) {}

  /// How soon changes are told.
  record Timing(Duration settle, Duration rescan) {}

  /// CloudEvents that are posted to `/v1/events/{trigger}`.
  record CloudEvents() implements TriggerSource {}
}
