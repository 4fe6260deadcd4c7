package dev.tripline.adapter.sqs;

import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.RecentlySettled;
import dev.tripline.testkit.server.SqsServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// A queue of one test, with the client of its publisher and reader.
final class TestQueue implements AutoCloseable {
  final SqsClient client;
  final String url;
  final SqsQueueArn arn;
  final RecentlySettled settled = new RecentlySettled(100);
  final SqsQueue queue;

  /// @param name ends in `.fifo` for one with groups
  TestQueue(SqsServer server, String name, int visibilitySeconds) {
    client = server.client();
    Map<QueueAttributeName, String> attributes = new HashMap<>();
    attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, Integer.toString(visibilitySeconds));
    if (name.endsWith(".fifo")) {
      attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
      attributes.put(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true");
    }
    url = client.createQueue(request -> request.queueName(name).attributes(attributes)).queueUrl();
    arn = SqsQueueArn.parse(SqsServer.queueArn(name));
    queue = reader();
  }

  /// One more reader, as another dispatcher would be.
  SqsQueue reader() {
    return new SqsQueue(
        client, new SqsQueueSettings(arn, Duration.ofSeconds(2), false), settled, _ -> {});
  }

  QueueSource open() {
    return queue.open();
  }

  void send(List<String> bodies) {
    for (String body : bodies) {
      client.sendMessage(request -> request.queueUrl(url).messageBody(body));
    }
  }

  void send(String group, String body) {
    client.sendMessage(request -> request.queueUrl(url).messageGroupId(group).messageBody(body));
  }

  /// How many messages there are, visible and hidden.
  int size() {
    Map<QueueAttributeName, String> attributes =
        client
            .getQueueAttributes(request ->
                request
                    .queueUrl(url)
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
            .attributes();
    return attributes.values().stream().mapToInt(Integer::parseInt).sum();
  }

  @Override
  public void close() {
    queue.close();
    client.close();
  }
}
