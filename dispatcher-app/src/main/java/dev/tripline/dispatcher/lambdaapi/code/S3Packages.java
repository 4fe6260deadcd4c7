package dev.tripline.dispatcher.lambdaapi.code;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.AwsSettings;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Packages in an S3-compatible store, which `tripline.aws.endpoints.s3` names. Safe for many threads.
public final class S3Packages {
  private static final Logger log = LoggerFactory.getLogger(S3Packages.class);

  private final AwsClients clients;
  private final AwsSettings settings;

  public S3Packages(AwsClients clients, AwsSettings settings) {
    this.clients = clients;
    this.settings = settings;
  }

  /// Reads an object, `limit` + 1 bytes of it at most.
  ///
  /// @param version null for the newest
  byte[] read(String bucket, String key, @Nullable String version, int limit) {
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(bucket).key(key).versionId(version).build();
    try (ClientLease<S3Client> lease = client();
        ResponseInputStream<GetObjectResponse> in = lease.client().getObject(request)) {
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

  private static ApiException refused(String code, String message) {
    return ApiException.invalid(
        "Error occurred while GetObject. S3 Error Code: "
            + code
            + ". S3 Error Message: "
            + message);
  }

  /// Without an endpoint the clients would go to AWS with whatever credentials this host has, for
  /// whoever may create a function: that takes a decision of the operator.
  private ClientLease<S3Client> client() {
    if (!settings.endpoints().containsKey("s3")) {
      throw ApiException.invalid(
          "Packages by S3 reference need an S3-compatible store: set tripline.aws.endpoints.s3.");
    }
    return clients.s3(new AwsClients.Place("", null, null));
  }
}
