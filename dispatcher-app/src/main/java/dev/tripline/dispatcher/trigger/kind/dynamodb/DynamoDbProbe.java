package dev.tripline.dispatcher.trigger.kind.dynamodb;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.form.AwsResource;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import dev.tripline.dispatcher.trigger.run.AwsSourceCheck;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/// Asks streams of DynamoDB whether they are there, and whether anything comes yet.
record DynamoDbProbe(AwsClients clients) implements SourceProbe {

  @Override
  public String kind() {
    return DynamoDbSource.TRAITS.kind();
  }

  @Override
  public List<String> warnings(Trigger trigger) throws InterruptedException {
    AwsResource stream = trigger.source(DynamoDbSource.class).stream();
    return AwsSourceCheck.warnings(() -> {
      try (ClientLease<DynamoDbStreamsClient> lease = clients.dynamoDbStreams(stream.place())) {
        StreamStatus status =
            lease
                .client()
                .describeStream(request -> request.streamArn(stream.arn()).limit(1))
                .streamDescription()
                .streamStatus();
        return status == StreamStatus.ENABLED
            ? List.of()
            : List.of("the stream is " + status + ": nothing new comes from it");
      }
    });
  }
}
