package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.adapter.sqs.SqsQueueArn;
import dev.tripline.adapter.sqs.SqsQueueCheck;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import dev.tripline.dispatcher.trigger.run.AwsSourceCheck;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Asks queues of SQS how long they hide messages, and how often they give one out.
record SqsProbe(AwsClients clients) implements SourceProbe {

  @Override
  public String kind() {
    return SqsSource.TRAITS.kind();
  }

  @Override
  public List<String> warnings(Trigger trigger) throws InterruptedException {
    SqsSource source = trigger.source(SqsSource.class);
    return AwsSourceCheck.warnings(() -> {
      try (ClientLease<SqsClient> lease = clients.sqs(source.queue().place())) {
        return SqsQueueCheck.risks(
            lease.client(), SqsQueueArn.parse(source.queue().arn()), source.batching().batchSize());
      }
    });
  }
}
