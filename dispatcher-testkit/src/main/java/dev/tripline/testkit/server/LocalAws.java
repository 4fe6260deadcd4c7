package dev.tripline.testkit.server;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/// Region and credentials of the servers that stand in for AWS.
public final class LocalAws {
  public static final String REGION = "us-east-1";
  public static final String ACCOUNT = "000000000000";

  /// The servers take any; DynamoDB Local wants letters and digits only.
  public static final String ACCESS_KEY = "testaccesskey";

  public static final String SECRET_KEY = "testsecretkey";

  private LocalAws() {}

  /// Sets a client up for one of these servers.
  public static <B extends AwsClientBuilder<B, ?>> B at(URI endpoint, B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)));
  }
}
