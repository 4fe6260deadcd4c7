package dev.tripline.dispatcher.topic.query;

import dev.tripline.adapter.sns.TopicMessage;
import dev.tripline.dispatcher.topic.Topic;
import dev.tripline.dispatcher.topic.TopicArns;
import dev.tripline.dispatcher.topic.publish.Publication;
import dev.tripline.dispatcher.topic.publish.TopicPublisher;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The actions that publish messages. They answer after the commit that makes a message, or all messages
/// of a batch that are accepted, durable for all subscribers.
record PublishActions(
    TopicActions topics, TopicPublisher publisher, TopicArns arns, InstantSource clock) {
  private static final int MOST_ENTRIES = 10;

  byte[] publish(TopicCall call) {
    QueryForm form = call.form();
    if (form.optional("PhoneNumber") != null) {
      throw TopicException.invalid("PhoneNumber Reason: text messages are not sent from here");
    }
    String arn = form.text("TopicArn").isEmpty() ? form.text("TargetArn") : form.text("TopicArn");
    if (arn.isEmpty()) {
      throw TopicException.invalid("TopicArn or TargetArn Reason: no value for required parameter");
    }
    Topic topic = topics.topic(arn);
    TopicMessage message = message(topic).read(form, call.messageId(0)).message();
    accept(call, topic, List.of(message));
    return call.answer(new QueryXml().text("MessageId", message.id()));
  }

  byte[] publishBatch(TopicCall call) {
    Topic topic = topics.topic(call.form().required("TopicArn"));
    List<QueryForm> entries = call.form().list("PublishBatchRequestEntries.member");
    requireEntries(entries);
    List<TopicMessage> messages = new ArrayList<>();
    QueryXml succeeded = new QueryXml();
    List<Refused> refused = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    long bytes = 0;
    for (QueryForm entry : entries) {
      try {
        MessageForm.Sized read =
            message(topic).read(entry, call.messageId(messages.size() + refused.size()));
        bytes += read.bytes();
        messages.add(read.message());
        ids.add(entry.text("Id"));
      } catch (TopicException e) {
        refused.add(new Refused(entry.text("Id"), e));
      }
    }
    if (bytes > MessageForm.MOST_BYTES) {
      throw new TopicException(
          TopicException.Code.BATCH_TOO_LONG,
          "The length of all the batch messages put together is more than the limit.");
    }
    accept(call, topic, messages);
    succeeded.element(
        "Successful",
        () -> {
          for (int i = 0; i < messages.size(); i++) {
            String id = ids.get(i);
            String messageId = messages.get(i).id();
            succeeded.element(
                "member", () -> succeeded.text("Id", id).text("MessageId", messageId));
          }
        });
    succeeded.element("Failed", () -> refused.forEach(one -> one.write(succeeded)));
    return call.answer(succeeded);
  }

  private record Refused(String id, TopicException why) {
    void write(QueryXml xml) {
      xml.element(
          "member",
          () ->
              xml.text("Id", id)
                  .text("Code", why.code().text())
                  .text("Message", String.valueOf(why.getMessage()))
                  .text("SenderFault", "true"));
    }
  }

  private static void requireEntries(List<QueryForm> entries) {
    if (entries.isEmpty()) {
      throw new TopicException(
          TopicException.Code.NO_ENTRIES, "The batch request doesn't contain any entries.");
    }
    if (entries.size() > MOST_ENTRIES) {
      throw new TopicException(
          TopicException.Code.TOO_MANY_ENTRIES,
          "The batch request contains more entries than permissible (more than 10).");
    }
    Set<String> ids = new HashSet<>();
    for (QueryForm entry : entries) {
      String id = entry.text("Id");
      if (!id.matches("[A-Za-z0-9_-]{1,80}")) {
        throw new TopicException(
            TopicException.Code.INVALID_ID,
            "The Id of a batch entry in a batch request doesn't abide by the specification.");
      }
      if (!ids.add(id)) {
        throw new TopicException(
            TopicException.Code.SAME_IDS,
            "Two or more batch entries in the request have the same Id.");
      }
    }
  }

  private MessageForm message(Topic topic) {
    return new MessageForm(arns.topic(topic.name()), clock.instant());
  }

  private void accept(TopicCall call, Topic topic, List<TopicMessage> messages) {
    try {
      publisher.publish(
          topic.name(),
          messages.stream()
              .map(message -> new Publication(message, call.sent().depth(), call.sent().trace()))
              .toList());
    } catch (TopicPublisher.TooLargeException e) {
      throw TopicException.invalid("Message too long: " + e.getMessage());
    }
  }
}
