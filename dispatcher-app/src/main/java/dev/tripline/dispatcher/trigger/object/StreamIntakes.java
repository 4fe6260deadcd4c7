package dev.tripline.dispatcher.trigger.object;

import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.run.stream.StreamRuns;
import dev.tripline.retry.batch.BatchRules;
import org.jspecify.annotations.Nullable;

/// Streams whose records are notifications of buckets: the member `objects` of their triggers.
public record StreamIntakes(
    StreamRuns streams, StoredObjects objects, AsynchronousDelivery delivery) {
  /// A record that is no notification does not become one; it is not tried without end.
  private static final int RETRIES = 2;

  /// Joins a stream to what takes its records: the trigger's function, or the intake.
  ///
  /// @param traffic null if records are handed to the function as they are
  public SourceRun open(
      Trigger trigger,
      StreamSettings reading,
      StreamRuns.Opened opened,
      TriggerStatus status,
      @Nullable ObjectTraffic traffic) {
    return traffic == null
        ? streams.open(trigger, reading, opened, status)
        : streams.open(
            trigger,
            reading,
            opened,
            status,
            new NotificationIntake(
                objects.events(trigger, traffic),
                new IntakeSink(trigger, delivery, IntakeSink.MAX_EVENT),
                streams.clock()));
  }

  /// The intake says which records failed; those are tried alone, and not for ever.
  public static StreamSettings reporting(StreamSettings given) {
    BatchRules rules = given.rules();
    int retries = rules.maxRetries() == BatchRules.NO_LIMIT ? RETRIES : rules.maxRetries();
    return given.ruledBy(new BatchRules(retries, rules.maxAge(), true, true, rules.parkKeys()));
  }
}
