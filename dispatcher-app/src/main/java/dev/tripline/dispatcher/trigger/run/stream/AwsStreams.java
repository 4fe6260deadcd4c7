package dev.tripline.dispatcher.trigger.run.stream;

import dev.tripline.adapter.dynamodb.DynamoDbStreamSettings;
import dev.tripline.adapter.dynamodb.DynamoDbStreamSource;
import dev.tripline.adapter.kinesis.KinesisStreamSettings;
import dev.tripline.adapter.kinesis.KinesisStreamSource;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.adapter.shards.Start;
import dev.tripline.delivery.stream.StreamDelivery;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.function.AccountSettings;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.retry.destination.StreamOrigin;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.store.ShardLeases;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/// Opens streams of Kinesis and DynamoDB.
public final class AwsStreams {
  private static final Logger log = LoggerFactory.getLogger(AwsStreams.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AwsClients clients;
  private final ShardLeases leases;
  private final ShardSettings settings;
  private final AccountSettings account;
  private final InstantSource clock;

  public AwsStreams(
      AwsClients clients,
      ShardLeases leases,
      ShardSettings settings,
      AccountSettings account,
      InstantSource clock) {
    this.clients = clients;
    this.leases = leases;
    this.settings = settings;
    this.account = account;
    this.clock = clock;
  }

  /// Connects when it is run.
  ///
  /// @throws IllegalStateException if a secret is not there
  public StreamRuns.Opened open(Trigger trigger, TriggerSource.KinesisStream stream) {
    return new StreamRuns.Opened(
        source(trigger, stream, late(trigger, stream.reading())),
        new StreamDelivery.Origin(StreamOrigin.Kind.KINESIS, stream.stream().arn()));
  }

  /// Connects when it is run.
  ///
  /// @throws IllegalStateException if a secret is not there
  public StreamRuns.Opened open(Trigger trigger, TriggerSource.DynamoDbStream stream) {
    return new StreamRuns.Opened(
        source(trigger, stream, late(trigger, stream.reading())),
        new StreamDelivery.Origin(StreamOrigin.Kind.DYNAMODB, stream.stream().arn()));
  }

  /// Notes where a new trigger begins to read: nothing that arrives from now on is missed. If the stream
  /// is out of reach, its first run begins with what arrived since the trigger was made. Blocks for
  /// some seconds at most.
  public void place(Trigger trigger) throws InterruptedException {
    switch (trigger.source()) {
      case TriggerSource.KinesisStream stream ->
          place(trigger, () -> source(trigger, stream, start(stream.reading())).place());
      case TriggerSource.DynamoDbStream stream ->
          place(trigger, () -> source(trigger, stream, start(stream.reading())).place());
      case TriggerSource.RabbitQueue _,
          TriggerSource.SqsQueue _,
          TriggerSource.KafkaTopic _,
          TriggerSource.Folder _,
          TriggerSource.CloudEvents _ -> {}
    }
  }

  @FunctionalInterface
  private interface Placing {
    void run() throws InterruptedException;
  }

  private static void place(Trigger trigger, Placing placing) throws InterruptedException {
    Thread asking =
        Thread.ofVirtual()
            .name("placing " + trigger.name())
            .start(() -> {
              try {
                placing.run();
              } catch (SourceUnavailableException | SdkException | IllegalStateException e) {
                log.warn(
                    "Trigger {} begins at its making, once its stream answers", trigger.name(), e);
              } catch (InterruptedException _) {
                log.warn("Trigger {} begins at its making: its stream is slow", trigger.name());
              }
            });
    if (!asking.join(PATIENCE)) {
      asking.interrupt();
    }
  }

  private LeasedSource source(Trigger trigger, TriggerSource.KinesisStream stream, Start start) {
    String role =
        "arn:aws:iam::%s:role/%s".formatted(account.accountId(), trigger.function().name());
    return KinesisStreamSource.of(
        clients.kinesis(stream.stream().place()),
        new KinesisStreamSettings(
            trigger.id(), stream.stream().arn(), role, start, settings.timing()),
        leases,
        clock);
  }

  private LeasedSource source(Trigger trigger, TriggerSource.DynamoDbStream stream, Start start) {
    return DynamoDbStreamSource.of(
        clients.dynamoDbStreams(stream.stream().place()),
        new DynamoDbStreamSettings(trigger.id(), stream.stream().arn(), start, settings.timing()),
        leases,
        clock);
  }

  /// Where it begins if that could not be decided when it was made.
  private static Start late(Trigger trigger, StreamSettings reading) {
    return start(reading) instanceof Start.Latest
        ? new Start.AtTimestamp(trigger.createdAt())
        : start(reading);
  }

  private static Start start(StreamSettings reading) {
    return switch (reading.from()) {
      case TRIM_HORIZON -> new Start.TrimHorizon();
      case LATEST -> new Start.Latest();
      case AT_TIMESTAMP ->
          new Start.AtTimestamp(
              Objects.requireNonNull(reading.timestamp(), "AT_TIMESTAMP without a time"));
    };
  }
}
