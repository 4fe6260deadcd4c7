package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.form.AwsResource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A queue of SQS, or of a server that speaks its protocol.
///
/// @param maxConcurrency how many batches may be with the function at once; 2 to 1,000, null for the
///     dispatcher's own ceiling
/// @param filters event patterns, any of which lets a message in; empty for all
public record SqsSource(
    AwsResource queue,
    int batchSize,
    Duration window,
    boolean reportItemFailures,
    @Nullable Integer maxConcurrency,
    List<String> filters)
    implements TriggerSource {
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
