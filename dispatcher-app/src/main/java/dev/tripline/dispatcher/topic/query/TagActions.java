package dev.tripline.dispatcher.topic.query;

import dev.tripline.dispatcher.topic.Topic;
import dev.tripline.dispatcher.topic.TopicArns;
import dev.tripline.dispatcher.topic.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The actions on tags of topics.
record TagActions(Topics topics, TopicArns arns) {
  private static final int MOST = 50;

  /// The tags that a request names.
  ///
  /// @throws TopicException if one of them is none, or there are too many
  static Map<String, String> tags(QueryForm form) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (QueryForm tag : form.list("Tags.member")) {
      String key = tag.text("Key");
      String value = tag.text("Value");
      if (key.isEmpty() || key.length() > 128 || value.length() > 256) {
        throw TopicException.invalid(
            "Tags Reason: a key has 1 to 128 characters, a value at most 256");
      }
      if (tags.put(key, value) != null) {
        throw TopicException.invalid("Tags Reason: " + key + " is there more than once");
      }
    }
    requireFew(tags);
    return tags;
  }

  byte[] list(TopicCall call) {
    Topic topic = topic(call);
    QueryXml xml = new QueryXml();
    xml.element(
        "Tags",
        () ->
            topic
                .tags()
                .forEach((key, value) ->
                    xml.element("member", () -> xml.text("Key", key).text("Value", value))));
    return call.answer(xml);
  }

  byte[] tag(TopicCall call) {
    Map<String, String> added = tags(call.form());
    return change(
        call,
        tags -> {
          tags.putAll(added);
          requireFew(tags);
          return tags;
        });
  }

  byte[] untag(TopicCall call) {
    List<String> keys = call.form().list("TagKeys.member").stream().map(QueryForm::own).toList();
    return change(
        call,
        tags -> {
          tags.keySet().removeAll(keys);
          return tags;
        });
  }

  private byte[] change(TopicCall call, UnaryOperator<Map<String, String>> change) {
    topics.change(
        topic(call).name(),
        old ->
            new Topic(old.name(), old.attributes(), change.apply(new LinkedHashMap<>(old.tags()))));
    return call.answer(new QueryXml());
  }

  private Topic topic(TopicCall call) {
    return arns.topicName(call.form().required("ResourceArn"))
        .flatMap(topics::find)
        .orElseThrow(() ->
            new TopicException(TopicException.Code.TAGGED_NOT_FOUND, "Resource does not exist"));
  }

  private static void requireFew(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw new TopicException(
          TopicException.Code.TAG_LIMIT,
          "Could not complete request: tag quota of per resource exceeded");
    }
  }
}
