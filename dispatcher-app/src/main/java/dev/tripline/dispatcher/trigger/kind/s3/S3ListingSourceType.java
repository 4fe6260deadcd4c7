package dev.tripline.dispatcher.trigger.kind.s3;

import dev.tripline.adapter.bucket.listing.BucketListingSource;
import dev.tripline.adapter.bucket.listing.ListingListener;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.run.AwsSourceCheck;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.dispatcher.trigger.run.TriggerSink;
import dev.tripline.dispatcher.trigger.run.lease.LeasedRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Buckets that are listed.
record S3ListingSourceType(
    S3ListingForm form,
    S3Listings listings,
    TriggerLeases leases,
    Duration lease,
    EventAcceptance acceptance)
    implements SourceType {

  @Override
  public SourceTraits traits() {
    return S3ListingSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, fresh);
  }

  /// Because the bucket is not there, or must not be listed with this key.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others)
      throws InterruptedException {
    S3ListingSource source = trigger.source(S3ListingSource.class);
    return AwsSourceCheck.refusal(
            () -> {
              try (ClientLease<S3Client> lease = listings.client(source)) {
                lease.client().listObjectsV2(request -> request.bucket(source.bucket()).maxKeys(1));
                return Optional.empty();
              } catch (NoSuchBucketException e) {
                return Optional.of("there is no such bucket");
              } catch (S3Exception e) {
                return e.statusCode() == 403
                    ? Optional.of("must not be listed with this key")
                    : Optional.empty();
              }
            })
        .map(error -> new FieldError("source.bucket", error.message()));
  }

  /// Notes the time from which on objects are reported.
  @Override
  public void prepare(Trigger trigger) throws InterruptedException {
    if (!trigger.source(S3ListingSource.class).listing().reportExisting()) {
      listings.noteStart(trigger);
    }
  }

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    return new OpenedSource.Reading(1, () -> run(trigger, status));
  }

  private SourceRun run(Trigger trigger, TriggerStatus status) {
    TriggerLease held = leases.of(trigger.id(), lease);
    ClientLease<S3Client> client = listings.client(trigger.source(S3ListingSource.class));
    BucketListingSource source =
        listings.of(trigger, client.client(), new StatusListener(held, status));
    SourceRun run =
        new LeasedRun(source, new TriggerSink(trigger, acceptance, status), held, status);
    return new ClosingRun(run, client);
  }

  /// Notes in a trigger's status how its listings go.
  private record StatusListener(TriggerLease lease, TriggerStatus status)
      implements ListingListener {
    @Override
    public void proceeding() {
      LeasedRun.requireHeld(lease);
    }

    @Override
    public void listed(long objects, List<String> problems) {
      LeasedRun.requireHeld(lease);
      status.healthy();
      if (!problems.isEmpty()) {
        status.error(objects + " objects are listed; not reported: " + String.join("; ", problems));
      }
    }
  }

  /// Gives the client back at its end.
  private record ClosingRun(SourceRun listing, ClientLease<S3Client> client) implements SourceRun {
    @Override
    public void run() throws InterruptedException {
      listing.run();
    }

    @Override
    public void stop() {
      listing.stop();
    }

    @Override
    public void close() {
      try {
        listing.close();
      } finally {
        client.close();
      }
    }
  }
}
