package dev.tripline.dispatcher.lambdaapi.code;

import dev.tripline.dispatcher.function.AccountSettings;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Packages in an S3-compatible store. The connection is made at the first use. Safe for many threads.
public final class S3Packages implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(S3Packages.class);

  private final S3Settings settings;
  private final AccountSettings account;
  private @Nullable S3Client client;

  public S3Packages(S3Settings settings, AccountSettings account) {
    this.settings = settings;
    this.account = account;
  }

  /// Reads an object, `limit` + 1 bytes of it at most.
  ///
  /// @param version null for the newest
  byte[] read(String bucket, String key, @Nullable String version, int limit) {
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(bucket).key(key).versionId(version).build();
    try (ResponseInputStream<GetObjectResponse> in = client().getObject(request)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        in.abort();
      }
      return bytes;
    } catch (NoSuchKeyException e) {
      throw refused("NoSuchKey", "The specified key does not exist.");
    } catch (S3Exception e) {
      String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
      throw refused(
          code == null ? Integer.toString(e.statusCode()) : code,
          "NoSuchBucket".equals(code)
              ? "The specified bucket does not exist"
              : e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorMessage());
    } catch (SdkException | IOException e) {
      log.warn("s3://{}/{} cannot be read; the request is refused", bucket, key, e);
      throw refused("Unreachable", "The store does not answer: " + e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }

  private static ApiException refused(String code, String message) {
    return ApiException.invalid(
        "Error occurred while GetObject. S3 Error Code: "
            + code
            + ". S3 Error Message: "
            + message);
  }

  private synchronized S3Client client() {
    S3Client made = client;
    if (made != null) {
      return made;
    }
    URI endpoint = settings.endpoint();
    if (endpoint == null) {
      throw ApiException.invalid(
          "Packages by S3 reference need an S3-compatible store: set tripline.s3.endpoint.");
    }
    String region = settings.region();
    made =
        S3Client.builder()
            .endpointOverride(endpoint)
            .forcePathStyle(true)
            .region(Region.of(region == null ? account.region() : region))
            .credentialsProvider(credentials())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClient(Apache5HttpClient.create())
            .build();
    client = made;
    return made;
  }

  private AwsCredentialsProvider credentials() {
    String accessKey = settings.accessKey();
    String secretKey = settings.secretKey();
    return accessKey == null || secretKey == null
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
  }
}
