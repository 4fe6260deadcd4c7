package dev.tripline.dispatcher.trigger.kind.kinesis;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.form.AwsResource;
import dev.tripline.dispatcher.trigger.retention.Horizon;
import dev.tripline.dispatcher.trigger.retention.RetentionProbe;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/// Asks streams of Kinesis for their retention period.
record KinesisRetentionProbe(AwsClients clients) implements RetentionProbe {

  @Override
  public String kind() {
    return KinesisSource.TRAITS.kind();
  }

  @Override
  public Horizon look(Trigger trigger, Duration lead, @Nullable Duration age) {
    AwsResource stream = trigger.source(KinesisSource.class).stream();
    try (ClientLease<KinesisClient> lease = clients.kinesis(stream.place())) {
      int hours =
          lease
              .client()
              .describeStreamSummary(request -> request.streamARN(stream.arn()))
              .streamDescriptionSummary()
              .retentionPeriodHours();
      return Horizon.of(Duration.ofHours(hours), age, lead);
    } catch (SdkException | IllegalStateException e) {
      return new Horizon.Unknown("the stream cannot be asked: " + e.getMessage());
    }
  }
}
