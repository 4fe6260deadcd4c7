package dev.tripline.dispatcher.trigger.kind.dynamodb;

import dev.tripline.adapter.dynamodb.DynamoDbStreamSettings;
import dev.tripline.adapter.dynamodb.DynamoDbStreamSource;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.adapter.shards.Start;
import dev.tripline.delivery.stream.StreamDelivery;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
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
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/// Streams of DynamoDB tables.
record DynamoDbSourceType(
    DynamoDbForm form, AwsClients clients, LeasedStreams leased, StreamRuns runs)
    implements SourceType {

  @Override
  public SourceTraits traits() {
    return DynamoDbSource.TRAITS;
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
      try (ClientLease<DynamoDbStreamsClient> lease = clients.dynamoDbStreams(stream.place())) {
        lease.client().describeStream(request -> request.streamArn(stream.arn()).limit(1));
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
    DynamoDbSource source = source(trigger);
    return new OpenedSource.Reading(
        1,
        () ->
            runs.open(
                trigger,
                source.reading(),
                new StreamRuns.Opened(
                    stream(trigger, LeasedStreams.late(trigger, source.reading())),
                    new StreamDelivery.Origin(
                        ShardBatchInfo.DYNAMODB, source.stream().arn(), false),
                    DynamoDbSource.FILTERED),
                status));
  }

  private static DynamoDbSource source(Trigger trigger) {
    return trigger.source(DynamoDbSource.class);
  }

  private LeasedSource stream(Trigger trigger, Start start) {
    AwsResource stream = source(trigger).stream();
    ClientLease<DynamoDbStreamsClient> lease = clients.dynamoDbStreams(stream.place());
    return DynamoDbStreamSource.of(
            lease.client(),
            new DynamoDbStreamSettings(trigger.id(), stream.arn(), start, leased.timing()),
            leased.leases(),
            leased.clock())
        .closing(lease::close);
  }
}
