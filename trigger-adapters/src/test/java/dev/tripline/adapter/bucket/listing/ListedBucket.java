package dev.tripline.adapter.bucket.listing;

import dev.tripline.adapter.aws.InterruptibleHttpClient;
import dev.tripline.adapter.bucket.ObjectEvents;
import dev.tripline.adapter.bucket.ObjectRecords;
import dev.tripline.adapter.bucket.ObjectSelection;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.S3Server;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/// A bucket of a store, and what listings of it need.
record ListedBucket(S3Client client, String name) {

  /// A client that does not try again.
  static S3Client client(URI endpoint) {
    return LocalAws.at(endpoint, S3Client.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .httpClient(
            new InterruptibleHttpClient(
                Apache5HttpClient.builder().socketTimeout(Duration.ofSeconds(20)).build()))
        .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .build();
  }

  ListingSettings settings(String prefix, String suffix) {
    return settings(new ObjectSelection(List.of("s3:*"), prefix, suffix), false);
  }

  ListingSettings settings(ObjectSelection selection, boolean versions) {
    return new ListingSettings(
        "t",
        new ObjectRecords.Place(name, "us-east-1", "000000000000", "uploads"),
        new ObjectEvents(Set.of(), selection, null),
        versions,
        Duration.ofMillis(50));
  }

  void put(String key, String content) {
    client.putObject(request -> request.bucket(name).key(key), RequestBody.fromString(content));
  }

  void delete(String key) {
    client.deleteObject(request -> request.bucket(name).key(key));
  }
}
