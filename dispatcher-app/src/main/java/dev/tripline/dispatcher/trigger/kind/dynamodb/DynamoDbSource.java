package dev.tripline.dispatcher.trigger.kind.dynamodb;

import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.form.AwsResource;
import java.util.List;
import java.util.Set;

/// A DynamoDB table's stream, or one of a server that speaks the same protocol.
///
/// @param reading whose tumbling window and parallelization apply
public record DynamoDbSource(AwsResource stream, StreamSettings reading) implements TriggerSource {
  /// `dynamodb` is JSON always. Numbers of its images are strings, which `numeric` never matches.
  static final FilteredSource FILTERED =
      new FilteredSource(List.of("dynamodb"), false, false, false, null);

  public static final SourceTraits TRAITS =
      new SourceTraits(
          "dynamodb",
          Set.of("streamArn", "stream", "startingPosition", "startingTimestamp"),
          SourceTraits.Shape.STREAM,
          TimeoutLimit.NONE);

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }
}
