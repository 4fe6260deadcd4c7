package dev.tripline.dispatcher.function.image;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.runtime.image.content.ArchiveBytes;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.image.content.ImageException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// An archive in the S3-compatible store that `tripline.aws.endpoints.s3` names, in the state in which it
/// was found first.
///
/// @param tag of that state
record BucketArchive(AwsClients clients, ImageReference.InBucket place, String tag, long size)
    implements ArchiveBytes {

  static BucketArchive find(AwsClients clients, ImageReference.InBucket place)
      throws ImageException, IOException {
    HeadObjectRequest request =
        HeadObjectRequest.builder().bucket(place.bucket()).key(place.key()).build();
    try (ClientLease<S3Client> lease = client(clients)) {
      HeadObjectResponse found = lease.client().headObject(request);
      return new BucketArchive(clients, place, found.eTag(), found.contentLength());
    } catch (SdkException e) {
      throw refused(place, e);
    }
  }

  @Override
  public InputStream read(long from, long bytes) throws ImageException, IOException {
    if (from >= size || bytes == 0) {
      return InputStream.nullInputStream();
    }
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(place.bucket())
            .key(place.key())
            .ifMatch(tag)
            .range("bytes=" + from + "-" + (Math.min(from + bytes, size) - 1))
            .build();
    ClientLease<S3Client> lease = client(clients);
    try {
      return new Part(lease.client().getObject(request), lease);
    } catch (SdkException e) {
      lease.close();
      throw refused(place, e);
    }
  }

  private static ClientLease<S3Client> client(AwsClients clients) {
    return clients.s3(new AwsClients.Place("", null, null));
  }

  /// @throws IOException if another try may succeed
  private static ImageException refused(ImageReference.InBucket place, SdkException e)
      throws IOException {
    String name = "s3://" + place.bucket() + "/" + place.key();
    int status = e instanceof S3Exception answer ? answer.statusCode() : 0;
    return switch (status) {
      case 404, 412 -> new ImageException(Reason.DELETED, name + " is not there any more.", e);
      case 401, 403 ->
          new ImageException(Reason.ACCESS_DENIED, "The store refuses " + name + ".", e);
      default -> throw new IOException(name + " cannot be read: " + e.getMessage(), e);
    };
  }

  /// Leaves the rest unread when it is closed.
  private static final class Part extends FilterInputStream {
    private final ResponseInputStream<GetObjectResponse> response;
    private final ClientLease<S3Client> lease;

    Part(ResponseInputStream<GetObjectResponse> response, ClientLease<S3Client> lease) {
      super(response);
      this.response = response;
      this.lease = lease;
    }

    @Override
    public void close() {
      response.abort();
      lease.close();
    }
  }
}
