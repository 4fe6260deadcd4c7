package dev.tripline.dispatcher.connection;

import dev.tripline.adapter.aws.InterruptibleHttpClient;
import dev.tripline.dispatcher.network.ResolvedNames;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.spi.arn.AwsArn;
import dev.tripline.spi.network.AddressResolver;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The clients of AWS services, each shared by all users of the same place, from the first to the last.
/// Of places that the settings give, a few stay for the next user. Safe for many threads.
public final class AwsClients implements AutoCloseable {
  /// Long polls hold their connection: as many as there may be pollers, and some more.
  private static final int MAX_CONNECTIONS = 2_000;

  private static final int MAX_IDLE = 8;
  private static final int MAX_REGIONS = 500;

  private final AwsSettings settings;
  private final String standardRegion;
  private final StoredSecrets secrets;
  private final AwsTrust trust;
  private final AddressResolver addresses;
  private final Map<ClientKey, SharedClient> clients = new HashMap<>();

  /// Those that nobody uses, the longest unused first.
  private final Set<ClientKey> idle = new LinkedHashSet<>();

  private final Set<String> regions = new HashSet<>();
  private @Nullable SdkHttpClient http;
  private @Nullable SdkHttpClient guardedHttp;

  /// @param standardRegion of places that name none
  /// @param addresses of endpoints that come with a trigger and that the settings do not name
  public AwsClients(
      AwsSettings settings,
      String standardRegion,
      StoredSecrets secrets,
      AddressResolver addresses) {
    this.settings = settings;
    this.trust = new AwsTrust(settings);
    this.addresses = addresses;
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

    /// Whether whoever made a trigger had no part in it but for the region.
    boolean ofSettings() {
      return endpoint == null && key == null;
    }
  }

  /// An access key.
  ///
  /// @param secretAccessKey a reference
  public record Key(String accessKeyId, SecretReference secretAccessKey) {}

  private record ClientKey(String service, Place place) {}

  /// @throws IllegalStateException if a secret cannot be read
  public ClientLease<SqsClient> sqs(Place place) {
    return client("sqs", place, wanted -> build(SqsClient.builder(), wanted));
  }

  /// @throws IllegalStateException if a secret cannot be read
  public ClientLease<SnsClient> sns(Place place) {
    return client("sns", place, wanted -> build(SnsClient.builder(), wanted));
  }

  /// @throws IllegalStateException if a secret cannot be read
  public ClientLease<KinesisClient> kinesis(Place place) {
    return client("kinesis", place, wanted -> build(KinesisClient.builder(), wanted));
  }

  /// @throws IllegalStateException if a secret cannot be read
  public ClientLease<DynamoDbStreamsClient> dynamoDbStreams(Place place) {
    return client("dynamodb", place, wanted -> build(DynamoDbStreamsClient.builder(), wanted));
  }

  /// A bucket's ARN does not say where it is: at AWS it is found in any region. Servers other than AWS's are addressed by path, and not bothered with checksums that some of them
  /// do not know.
  ///
  /// @throws IllegalStateException if a secret cannot be read
  public ClientLease<S3Client> s3(Place place) {
    return client(
        "s3",
        place,
        wanted -> {
          var builder =
              S3Client.builder()
                  .overrideConfiguration(o -> o.addExecutionInterceptor(new BoundedAnswers()));
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
    clients.values().forEach(shared -> shared.client.close());
    clients.clear();
    idle.clear();
    if (http != null) {
      http.close();
      http = null;
    }
    if (guardedHttp != null) {
      guardedHttp.close();
      guardedHttp = null;
    }
  }

  /// The number of clients that are open.
  synchronized int open() {
    return clients.size();
  }

  private static final class SharedClient {
    private final SdkClient client;
    private int users;

    SharedClient(SdkClient client) {
      this.client = client;
    }
  }

  @SuppressWarnings("unchecked") // a service has clients of one type
  private synchronized <T extends SdkClient> ClientLease<T> client(
      String service, Place place, Function<ClientKey, T> builder) {
    ClientKey key = new ClientKey(service, place);
    SharedClient shared = clients.get(key);
    if (shared == null) {
      shared = new SharedClient(builder.apply(key));
      clients.put(key, shared);
    }
    shared.users++;
    idle.remove(key);
    SharedClient used = shared;
    return new ClientLease<>((T) used.client, () -> leave(key, used));
  }

  private synchronized void leave(ClientKey key, SharedClient shared) {
    shared.users--;
    if (shared.users > 0 || clients.get(key) != shared) {
      return;
    }
    idle.add(key);
    if (!key.place().ofSettings()) {
      end(key);
    } else if (idle.size() > MAX_IDLE) {
      end(idle.iterator().next());
    }
  }

  private void end(ClientKey key) {
    idle.remove(key);
    SharedClient shared = clients.remove(key);
    if (shared != null) {
      shared.client.close();
    }
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
      B builder, ClientKey wanted) {
    URI endpoint = endpoint(wanted);
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    String region = wanted.place().region();
    return builder
        .region(region(region.isEmpty() ? standardRegion : region))
        .credentialsProvider(credentials(wanted.place()))
        .httpClient(trust.trusts(wanted.place().endpoint()) ? http() : guardedHttp())
        .build();
  }

  /// The SDK remembers every region that it was asked for.
  private Region region(String name) {
    if (!regions.contains(name) && regions.size() >= MAX_REGIONS) {
      throw new IllegalStateException(
          "more than " + MAX_REGIONS + " regions were named since the start; " + name + " is new");
    }
    regions.add(name);
    return Region.of(name);
  }

  private @Nullable URI endpoint(ClientKey wanted) {
    URI own = wanted.place().endpoint();
    return own == null ? settings.endpoints().get(wanted.service()) : own;
  }

  private AwsCredentialsProvider credentials(Place place) {
    Key own = place.key();
    if (own == null && !trust.trusts(place.endpoint())) {
      throw new IllegalStateException(
          "the credentials of this dispatcher are not sent to "
              + place.endpoint()
              + ", which the settings do not name: give accessKeyId and secretAccessKey with it");
    }
    String id = own == null ? settings.accessKeyId() : own.accessKeyId();
    SecretReference secret = own == null ? settings.secretAccessKey() : own.secretAccessKey();
    return id == null || secret == null
        ? new FoundCredentials(DefaultCredentialsProvider.builder().build())
        : new ResolvedCredentials(id, () -> secret.resolve(secrets));
  }

  /// Addresses are checked when a connection is made, on the very addresses that are then used; proxies
  /// of the environment, which would resolve names themselves, are not used.
  private synchronized SdkHttpClient guardedHttp() {
    SdkHttpClient made = guardedHttp;
    if (made == null) {
      made =
          new InterruptibleHttpClient(
              Apache5HttpClient.builder()
                  .maxConnections(MAX_CONNECTIONS)
                  .dnsResolver(new ResolvedNames(addresses))
                  .proxyConfiguration(
                      ProxyConfiguration.builder()
                          .useSystemPropertyValues(false)
                          .useEnvironmentVariableValues(false)
                          .build())
                  .build());
      guardedHttp = made;
    }
    return made;
  }

  private synchronized SdkHttpClient http() {
    SdkHttpClient made = http;
    if (made == null) {
      made =
          new InterruptibleHttpClient(
              Apache5HttpClient.builder().maxConnections(MAX_CONNECTIONS).build());
      http = made;
    }
    return made;
  }
}
