package dev.tripline.dispatcher.trigger.object;

import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.queue.QueueSettings;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.run.QueueRuns;
import org.jspecify.annotations.Nullable;

/// Queues whose messages are notifications of buckets: the member `objects` of their triggers.
public record QueueIntakes(
    QueueRuns queues, ObjectForm form, StoredObjects objects, AsynchronousDelivery delivery) {
  /// Joins queues to what takes their messages: the trigger's function, or the intake.
  ///
  /// @param traffic null if messages are handed to the function as they are
  public QueueRuns runs(Trigger trigger, @Nullable ObjectTraffic traffic) {
    if (traffic == null) {
      return queues;
    }
    return queues.into(
        new NotificationIntake(
            objects.events(trigger, traffic),
            new IntakeSink(trigger, delivery, IntakeSink.MAX_EVENT),
            queues.clock()));
  }

  /// Reads `objects`; null if it is missing.
  public static @Nullable ObjectTraffic read(ObjectForm form, FormReader reader, boolean fresh) {
    FormReader objects = reader.optionalObject("objects");
    if (objects == null) {
      return null;
    }
    ObjectTraffic traffic = form.read(objects, fresh);
    objects.refuseUnknown();
    if (reader.has("reportBatchItemFailures") && reader.flag("reportBatchItemFailures", false)) {
      reader.invalid(
          "reportBatchItemFailures",
          "is of no use with objects, whose events are delivered singly");
    }
    return traffic;
  }

  /// The intake says which messages failed.
  public static QueueSettings reporting(QueueSettings given) {
    return new QueueSettings(
        given.batchSize(),
        given.window(),
        given.maxAttempts(),
        given.backoff(),
        true,
        given.filters());
  }
}
