package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.adapter.sqs.SqsQueueArn;
import dev.tripline.adapter.sqs.SqsQueueCheck;
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
import dev.tripline.dispatcher.trigger.run.AwsSourceCheck;
import dev.tripline.dispatcher.trigger.run.FunctionTimeouts;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Queues of SQS.
record SqsSourceType(SqsForm form, AwsClients clients, FunctionTimeouts timeouts, SqsRuns runs)
    implements SourceType {

  @Override
  public SourceTraits traits() {
    return SqsSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, fresh);
  }

  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others)
      throws InterruptedException {
    SqsSource source = source(trigger);
    return AwsSourceCheck.refusal(() -> {
      try (ClientLease<SqsClient> lease = clients.sqs(source.queue().place())) {
        return SqsQueueCheck.refusal(
            lease.client(), SqsQueueArn.parse(source.queue().arn()), timeouts.of(trigger));
      }
    });
  }

  /// Nothing: a queue keeps its messages.
  @Override
  public void prepare(Trigger trigger) {}

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    SqsSource source = source(trigger);
    return new OpenedSource.Reading(
        1, () -> runs.open(trigger, source, status), source.maxConcurrency() == null);
  }

  private static SqsSource source(Trigger trigger) {
    return trigger.source(SqsSource.class);
  }
}
