package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.delivery.queue.BatchWindow;
import dev.tripline.delivery.queue.QueueSettings;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.form.AwsResource;
import dev.tripline.dispatcher.trigger.form.FilterForm;
import dev.tripline.dispatcher.trigger.form.StreamReadingForm;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import dev.tripline.dispatcher.trigger.object.QueueIntakes;
import dev.tripline.retry.Backoff;
import java.time.Duration;

/// Reads a queue of SQS. Attempts are the queue's own affair: its redrive policy counts them.
public record SqsForm(QueueAddressForm addresses, FilterForm filters, ObjectForm objects) {
  /// FIFO queues hand out no more, and batches over this need a window.
  private static final int ONE_RECEIVE = 10;

  /// SQS itself chooses when a message that failed comes again.
  private static final Backoff NO_BACKOFF = new Backoff(Duration.ZERO, 1, Duration.ZERO, 0);

  public SqsSource read(FormReader form, boolean fresh) {
    AwsResource queue = addresses.read(form, fresh);
    int size = form.integer("batchSize", 1, StreamReadingForm.MAX_BATCH, ONE_RECEIVE);
    Duration window = form.seconds("batchWindowSeconds", 0, StreamReadingForm.MAX_WINDOW, 0);
    if (queue.arn().endsWith(".fifo")) {
      if (size > ONE_RECEIVE) {
        form.invalid("batchSize", "must not be more than 10 for a FIFO queue");
      }
      if (!window.isZero()) {
        form.invalid("batchWindowSeconds", "must be 0 for a FIFO queue");
      }
    } else if (size > ONE_RECEIVE && window.isZero()) {
      form.invalid("batchWindowSeconds", "must be more than 0 if batchSize is more than 10");
    }
    ObjectTraffic traffic = QueueIntakes.read(objects, form, fresh);
    var settings =
        new QueueSettings(
            size,
            new BatchWindow(window, false),
            QueueSettings.NO_LIMIT,
            NO_BACKOFF,
            form.flag("reportBatchItemFailures", false),
            filters.read(form, SqsSource.FILTERED, fresh));
    return new SqsSource(
        queue,
        traffic == null ? settings : QueueIntakes.reporting(settings),
        form.optionalInteger("maxConcurrency", 2, 1_000),
        traffic);
  }
}
