package dev.tripline.dispatcher.connection;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/// An access key whose secret is looked up once a second at most: requests come faster than files and
/// stores should be read, and a replaced secret is used a second later. Safe for many threads.
final class ResolvedCredentials implements AwsCredentialsProvider {
  private static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String accessKeyId;
  private final Supplier<String> secretAccessKey;
  private volatile @Nullable Known known;

  private record Known(AwsCredentials credentials, long readAtNanos) {}

  ResolvedCredentials(String accessKeyId, Supplier<String> secretAccessKey) {
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
  }

  /// @throws IllegalStateException if the secret cannot be read
  @Override
  public AwsCredentials resolveCredentials() {
    long now = System.nanoTime();
    Known seen = known;
    if (seen != null && now - seen.readAtNanos < LIFE_NANOS) {
      return seen.credentials;
    }
    AwsCredentials fresh = AwsBasicCredentials.create(accessKeyId, secretAccessKey.get());
    known = new Known(fresh, now);
    return fresh;
  }
}
