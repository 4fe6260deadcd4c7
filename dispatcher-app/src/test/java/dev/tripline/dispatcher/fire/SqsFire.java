package dev.tripline.dispatcher.fire;

import dev.tripline.testkit.proof.order.KeyedRecord;
import dev.tripline.testkit.proof.order.OrderHistory.Death;
import dev.tripline.testkit.proof.order.OrderRules;
import dev.tripline.testkit.server.SqsProcess;
import dev.tripline.testkit.server.SqsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.json.JsonMapper;

/// A FIFO queue of SQS, one group a key, with a dead-letter queue. SQS counts a receipt against every
/// message that comes with a failing one of its group, and may put those behind a poison aside with it.
/// It counts what a dispatcher received and did not live to process as well.
final class SqsFire implements FireSource {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int BATCH = 10;
  private static final int RECEIVES = 6;

  /// As many receipts may be lost to faults and to dispatchers that leave.
  private static final int RUNS = RECEIVES / 2;

  private static final String VISIBILITY = "5";

  private final SqsProcess server = SqsProcess.start();
  private final SqsClient client = server.client();
  private final String queue;
  private final String aside;

  SqsFire() {
    aside = create("orders-aside.fifo", Map.of());
    String redrive =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
            .formatted(SqsServer.queueArn("orders-aside.fifo"), RECEIVES);
    queue =
        create(
            "orders.fifo",
            Map.of(
                QueueAttributeName.VISIBILITY_TIMEOUT,
                VISIBILITY,
                QueueAttributeName.REDRIVE_POLICY,
                redrive));
  }

  private String create(String name, Map<QueueAttributeName, String> more) {
    Map<QueueAttributeName, String> attributes = new HashMap<>(more);
    attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
    return client.createQueue(request -> request.queueName(name).attributes(attributes)).queueUrl();
  }

  @Override
  public void send(KeyedRecord record) {
    client.sendMessage(message ->
        message
            .queueUrl(queue)
            .messageBody(record.body())
            .messageGroupId(record.key())
            .messageDeduplicationId(record.toString()));
  }

  @Override
  public OrderRules rules() {
    return new OrderRules(true, RUNS, Duration.ofSeconds(15), 20 * BATCH);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("tripline.aws.endpoints.sqs", server.endpoint().toString());
  }

  @Override
  public String form() {
    return """
    {"kind":"sqs","queueUrl":"%s","batchSize":%d,"reportBatchItemFailures":true}
    """
        .formatted(queue, BATCH);
  }

  @Override
  public List<Strike> strikes() {
    return List.of(Strike.pauseOf("server paused", server::pause, server::resume));
  }

  @Override
  public void reshard() {}

  @Override
  public List<Death> putAside() {
    List<Death> deaths = new ArrayList<>();
    List<Message> messages;
    do {
      messages =
          client
              .receiveMessage(
                  poll -> poll.queueUrl(aside).maxNumberOfMessages(10).visibilityTimeout(600))
              .messages();
      for (Message message : messages) {
        var body = JSON.readTree(message.body());
        var record =
            new KeyedRecord(body.required("key").asString(), body.required("seq").asLong());
        deaths.add(new Death(record, null));
        client.deleteMessage(
            delete -> delete.queueUrl(aside).receiptHandle(message.receiptHandle()));
      }
    } while (!messages.isEmpty());
    return deaths;
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
