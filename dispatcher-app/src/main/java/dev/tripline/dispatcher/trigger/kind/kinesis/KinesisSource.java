package dev.tripline.dispatcher.trigger.kind.kinesis;

import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.form.AwsResource;
import java.util.List;
import java.util.Set;

/// A Kinesis stream, or one of a server that speaks the same protocol.
///
/// @param reading whose tumbling window and parallelization apply
public record KinesisSource(AwsResource stream, StreamSettings reading) implements TriggerSource {
  /// `data` is base64. Patterns look at it, and at the other members of `kinesis`, from the record's
  /// top.
  static final FilteredSource FILTERED =
      new FilteredSource(List.of("data"), true, false, false, "kinesis");

  public static final SourceTraits TRAITS =
      new SourceTraits(
          "kinesis",
          Set.of("streamArn", "stream", "startingPosition", "startingTimestamp"),
          SourceTraits.Shape.STREAM,
          TimeoutLimit.NONE);

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }
}
