package dev.tripline.adapter.bucket.listing;

import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Lists a bucket page by page, by AWS's client. Blocking; for one thread.
final class BucketPages {
  private static final int PAGE = 1_000;

  private final S3Client client;
  private final String bucket;
  private final String prefix;
  private final boolean versions;
  private @Nullable String token;
  private @Nullable String versionToken;
  private boolean last;

  BucketPages(S3Client client, String bucket, String prefix, boolean versions) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
    this.versions = versions;
  }

  boolean hasNext() {
    return !last;
  }

  /// The next objects in the order of their keys; the versions of one key from the newest to the oldest.
  ///
  /// @throws SourceUnavailableException if the store does not answer, or not with a listing
  List<ListedObject> next() throws InterruptedException {
    return asked(bucket, versions ? this::nextVersions : this::nextObjects);
  }

  /// Asks the store.
  static <T> T asked(String bucket, Supplier<T> question) throws InterruptedException {
    try {
      return question.get();
    } catch (S3Exception e) {
      String why = e.awsErrorDetails() == null ? e.getMessage() : e.awsErrorDetails().errorCode();
      throw new SourceUnavailableException(
          "the bucket %s cannot be listed (%d %s); nothing is reported as removed"
              .formatted(bucket, e.statusCode(), why),
          e);
    } catch (SdkException e) {
      if (Thread.interrupted() || e instanceof AbortedException) {
        throw new InterruptedException(e.getMessage());
      }
      throw new SourceUnavailableException(
          "the store of bucket %s does not answer (%s); nothing is reported as removed"
              .formatted(bucket, e.getMessage()),
          e);
    }
  }

  private List<ListedObject> nextObjects() {
    ListObjectsV2Response page =
        client.listObjectsV2(
            ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(prefix.isEmpty() ? null : prefix)
                .maxKeys(PAGE)
                .continuationToken(token)
                .build());
    proceed(page.isTruncated(), page.nextContinuationToken(), null);
    List<ListedObject> objects = new ArrayList<>();
    page.contents()
        .forEach(object ->
            objects.add(
                new ListedObject(
                    object.key(),
                    unquoted(object.eTag()),
                    object.size() == null ? 0 : object.size(),
                    orEpoch(object.lastModified()),
                    null,
                    false)));
    return objects;
  }

  private List<ListedObject> nextVersions() {
    ListObjectVersionsResponse page =
        client.listObjectVersions(
            ListObjectVersionsRequest.builder()
                .bucket(bucket)
                .prefix(prefix.isEmpty() ? null : prefix)
                .maxKeys(PAGE)
                .keyMarker(token)
                .versionIdMarker(versionToken)
                .build());
    proceed(page.isTruncated(), page.nextKeyMarker(), page.nextVersionIdMarker());
    return merged(page.versions(), page.deleteMarkers());
  }

  /// An answer without a word on whether it is the last is no listing, and must not stand for an empty
  /// one.
  private void proceed(
      @Nullable Boolean truncated, @Nullable String next, @Nullable String nextVersion) {
    if (truncated == null) {
      throw new SourceUnavailableException(
          "the store of bucket " + bucket + " answers with something that is no listing");
    }
    last = !truncated;
    boolean stays = Objects.equals(next, token) && Objects.equals(nextVersion, versionToken);
    if (!last && (next == null || stays)) {
      throw new SourceUnavailableException(
          "the store of bucket " + bucket + " says that its listing goes on, and not where");
    }
    token = next;
    versionToken = nextVersion;
  }

  /// The client sorts versions and delete markers apart. Within a key both go from the newest to the
  /// oldest, the newest of all first.
  private static List<ListedObject> merged(
      List<ObjectVersion> versions, List<DeleteMarkerEntry> markers) {
    List<ListedObject> all = new ArrayList<>();
    Set<ListedObject> latest = new HashSet<>();
    for (ObjectVersion version : versions) {
      var listed =
          new ListedObject(
              version.key(),
              unquoted(version.eTag()),
              version.size() == null ? 0 : version.size(),
              orEpoch(version.lastModified()),
              version.versionId(),
              false);
      add(listed, version.isLatest(), all, latest);
    }
    for (DeleteMarkerEntry marker : markers) {
      var listed =
          new ListedObject(
              marker.key(), "", 0, orEpoch(marker.lastModified()), marker.versionId(), true);
      add(listed, marker.isLatest(), all, latest);
    }
    all.sort(
        Comparator.comparing(ListedObject::key, KeyOrder.BY_CODE_POINTS)
            .thenComparing(object -> !latest.contains(object))
            .thenComparing(ListedObject::modified, Comparator.reverseOrder()));
    return all;
  }

  private static void add(
      ListedObject listed,
      @Nullable Boolean isLatest,
      List<ListedObject> all,
      Set<ListedObject> latest) {
    all.add(listed);
    if (Boolean.TRUE.equals(isLatest)) {
      latest.add(listed);
    }
  }

  private static Instant orEpoch(@Nullable Instant time) {
    return time == null ? Instant.EPOCH : time;
  }

  private static String unquoted(@Nullable String eTag) {
    return eTag == null ? "" : eTag.replace("\"", "").replace("\t", "");
  }
}
