package dev.tripline.dispatcher.trigger.kind.kinesis;

import dev.tripline.adapter.kinesis.KinesisStreamSettings;
import dev.tripline.adapter.kinesis.KinesisStreamSource;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.adapter.shards.Start;
import dev.tripline.delivery.stream.StreamDelivery;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.function.FunctionRoles;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.form.AwsResource;
import dev.tripline.dispatcher.trigger.run.AwsSourceCheck;
import dev.tripline.dispatcher.trigger.run.stream.LeasedStreams;
import dev.tripline.dispatcher.trigger.run.stream.StreamRuns;
import dev.tripline.retry.destination.ShardBatchInfo;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/// Streams of Kinesis.
record KinesisSourceType(
    KinesisForm form,
    AwsClients clients,
    LeasedStreams leased,
    StreamRuns runs,
    FunctionRoles roles)
    implements SourceType {

  @Override
  public SourceTraits traits() {
    return KinesisSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, fresh);
  }

  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others)
      throws InterruptedException {
    AwsResource stream = source(trigger).stream();
    return AwsSourceCheck.refusal(() -> {
      try (ClientLease<KinesisClient> lease = clients.kinesis(stream.place())) {
        lease.client().describeStreamSummary(request -> request.streamARN(stream.arn()));
        return Optional.empty();
      } catch (ResourceNotFoundException _) {
        return Optional.of("Stream not found: " + stream.arn());
      }
    });
  }

  @Override
  public void prepare(Trigger trigger) throws InterruptedException {
    leased.place(trigger, () -> stream(trigger, LeasedStreams.start(source(trigger).reading())));
  }

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    KinesisSource source = source(trigger);
    return new OpenedSource.Reading(
        1,
        () ->
            runs.open(
                trigger,
                source.reading(),
                new StreamRuns.Opened(
                    stream(trigger, LeasedStreams.late(trigger, source.reading())),
                    new StreamDelivery.Origin(ShardBatchInfo.KINESIS, source.stream().arn(), false),
                    KinesisSource.FILTERED),
                status));
  }

  private static KinesisSource source(Trigger trigger) {
    return trigger.source(KinesisSource.class);
  }

  private LeasedSource stream(Trigger trigger, Start start) {
    AwsResource stream = source(trigger).stream();
    ClientLease<KinesisClient> lease = clients.kinesis(stream.place());
    return KinesisStreamSource.of(
            lease.client(),
            new KinesisStreamSettings(
                trigger.id(),
                stream.arn(),
                () -> roles.of(trigger.function()),
                start,
                leased.timing()),
            leased.leases(),
            leased.clock())
        .closing(lease::close);
  }
}
