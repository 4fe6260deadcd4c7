package dev.tripline.adapter.bucket.listing;

import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSource;
import dev.tripline.spi.store.SourceStateStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.s3.S3Client;

/// A bucket of a store that sends no notifications: its listing is compared, again and again, with a
/// durable one. What is new or changed becomes `ObjectCreated:Put`, what went away
/// `ObjectRemoved:Delete`.
///
/// So nothing is missed while nobody lists. Of several changes of one key between two listings the last
/// one is reported; with [ListingSettings#versions()] each version is, and a delete marker becomes
/// `ObjectRemoved:DeleteMarkerCreated`. A change is found by eTag, size, time of modification and version.
/// What is in the bucket at the first listing is reported too, unless [#noteStart] was called before.
///
/// Events are reported at least once; each has a deduplication key that is the same when it is reported
/// again after a crash. An object that was reported and not yet remembered at a crash, and is gone at the next
/// listing, is not reported as removed. The sequencers of one key rise. Memory does not depend on the size of the bucket.
public final class BucketListingSource implements EventSource {
  private final ListingSettings settings;
  private final S3Client client;
  private final SourceStateStore store;
  private final ListingListener listener;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  /// @param client stays open as long as the source; not closed by it
  public BucketListingSource(
      ListingSettings settings,
      S3Client client,
      SourceStateStore store,
      ListingListener listener,
      InstantSource clock) {
    this.settings = settings;
    this.client = client;
    this.store = store;
    this.listener = listener;
    this.clock = clock;
  }

  /// Lets the first listing report only what is modified from a moment on. Not to be called while a
  /// source runs.
  public static void noteStart(SourceStateStore store, String triggerId, Instant since) {
    KnownObjects.noteStart(store, triggerId, since.truncatedTo(ChronoUnit.SECONDS));
  }

  /// Asks a store for the time; empty if it does not tell. Blocks for one request.
  ///
  /// @throws dev.tripline.spi.source.SourceUnavailableException if it does not answer
  public static Optional<Instant> timeOfStore(S3Client client, String bucket)
      throws InterruptedException {
    String date =
        BucketPages.asked(
            bucket,
            () ->
                client
                    .headBucket(request -> request.bucket(bucket))
                    .sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .orElse(""));
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /// Asks whether the bucket can be listed. Blocking.
  ///
  /// @throws SourceUnavailableException if it cannot
  public static void look(S3Client client, String bucket) throws InterruptedException {
    BucketPages.asked(
        bucket, () -> client.listObjectsV2(request -> request.bucket(bucket).maxKeys(1)));
  }

  @Override
  public void run(EventSink sink) throws InterruptedException {
    KnownObjects known = KnownObjects.load(store, settings.triggerId());
    while (closed.getCount() > 0) {
      var reported = new ReportedChanges(settings.events(), known, sink, listener);
      var scan = new ListingScan(settings, known, reported, clock);
      var pages =
          new BucketPages(
              client,
              settings.place().bucket(),
              settings.events().selection().prefix(),
              settings.versions());
      if (!scan.run(pages, listener, () -> closed.getCount() == 0)) {
        return;
      }
      listener.listed(scan.objects(), reported.problems());
      if (closed.await(settings.interval().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
