package dev.tripline.dispatcher.connection;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.spi.arn.AwsArn;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The clients of AWS services, made at their first use and shared by all users of the same place.
/// They are never closed by their users. Safe for many threads.
public final class AwsClients implements AutoCloseable {
  /// Long polls hold their connection: as many as there may be pollers, and some more.
  private static final int MAX_CONNECTIONS = 2_000;

  private final AwsSettings settings;
  private final String standardRegion;
  private final StoredSecrets secrets;
  private final Map<ClientKey, SdkClient> clients = new LinkedHashMap<>();
  private @Nullable SdkHttpClient http;

  /// @param standardRegion of places that name none
  public AwsClients(AwsSettings settings, String standardRegion, StoredSecrets secrets) {
    this.settings = settings;
    this.standardRegion = standardRegion;
    this.secrets = secrets;
  }

  /// The place of a resource.
  ///
  /// @param region empty for the account's own
  /// @param endpoint null for the one in the settings, or AWS's own
  /// @param key null for the one in the settings, or the SDK's default chain
  public record Place(String region, @Nullable URI endpoint, @Nullable Key key) {

    /// The place that the settings give for the resource.
    public static Place of(AwsArn arn) {
      return new Place(arn.region(), null, null);
    }
  }

  /// An access key.
  ///
  /// @param secretAccessKey a reference
  public record Key(String accessKeyId, SecretReference secretAccessKey) {}

  private record ClientKey(String service, Place place) {}

  /// @throws IllegalStateException if a secret cannot be read
  public SqsClient sqs(Place place) {
    return client("sqs", place, SqsClient.class, wanted -> build(SqsClient.builder(), wanted));
  }

  /// @throws IllegalStateException if a secret cannot be read
  public SnsClient sns(Place place) {
    return client("sns", place, SnsClient.class, wanted -> build(SnsClient.builder(), wanted));
  }

  /// @throws IllegalStateException if a secret cannot be read
  public KinesisClient kinesis(Place place) {
    return client(
        "kinesis", place, KinesisClient.class, wanted -> build(KinesisClient.builder(), wanted));
  }

  /// @throws IllegalStateException if a secret cannot be read
  public DynamoDbStreamsClient dynamoDbStreams(Place place) {
    return client(
        "dynamodb",
        place,
        DynamoDbStreamsClient.class,
        wanted -> build(DynamoDbStreamsClient.builder(), wanted));
  }

  /// A bucket's ARN does not say where it is: at AWS it is found in any region. Servers other than AWS's are addressed by path, and not bothered with checksums that some of them
  /// do not know.
  ///
  /// @throws IllegalStateException if a secret cannot be read
  public S3Client s3(Place place) {
    return client(
        "s3",
        place,
        S3Client.class,
        wanted -> {
          var builder = S3Client.builder();
          if (endpoint(wanted) == null) {
            builder.crossRegionAccessEnabled(true);
          } else {
            builder
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
          }
          return build(builder, wanted);
        });
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(SdkClient::close);
    clients.clear();
    if (http != null) {
      http.close();
      http = null;
    }
  }

  private synchronized <T extends SdkClient> T client(
      String service, Place place, Class<T> type, Function<ClientKey, T> builder) {
    return type.cast(clients.computeIfAbsent(new ClientKey(service, place), builder));
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
      B builder, ClientKey wanted) {
    URI endpoint = endpoint(wanted);
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    String region = wanted.place().region();
    return builder
        .region(Region.of(region.isEmpty() ? standardRegion : region))
        .credentialsProvider(credentials(wanted.place().key()))
        .httpClient(http())
        .build();
  }

  private @Nullable URI endpoint(ClientKey wanted) {
    URI own = wanted.place().endpoint();
    return own == null ? settings.endpoints().get(wanted.service()) : own;
  }

  private AwsCredentialsProvider credentials(@Nullable Key own) {
    String id = own == null ? settings.accessKeyId() : own.accessKeyId();
    SecretReference secret = own == null ? settings.secretAccessKey() : own.secretAccessKey();
    return id == null || secret == null
        ? DefaultCredentialsProvider.builder().build()
        : new ResolvedCredentials(id, () -> secret.resolve(secrets));
  }

  private synchronized SdkHttpClient http() {
    SdkHttpClient made = http;
    if (made == null) {
      made = Apache5HttpClient.builder().maxConnections(MAX_CONNECTIONS).build();
      http = made;
    }
    return made;
  }
}
