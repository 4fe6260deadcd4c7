package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.queue.QueueSettings;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.form.AwsResource;
import dev.tripline.dispatcher.trigger.object.ObjectSource;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A queue of SQS, or of a server that speaks its protocol.
///
/// @param maxConcurrency how many batches may be with the function at once; 2 to 1,000, null for the
///     dispatcher's own ceiling
/// @param objects the changes that become events, if messages are notifications of buckets; null if they
///     are handed to the function as they are
public record SqsSource(
    AwsResource queue,
    QueueSettings batching,
    @Nullable Integer maxConcurrency,
    @Nullable ObjectTraffic objects)
    implements TriggerSource, ObjectSource {
  /// `body` is text.
  static final FilteredSource FILTERED = FilteredSource.plain("body");

  public static final SourceTraits TRAITS =
      new SourceTraits(
          "sqs", Set.of("queueArn", "queueUrl"), SourceTraits.Shape.QUEUE, TimeoutLimit.NONE);

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }
}
