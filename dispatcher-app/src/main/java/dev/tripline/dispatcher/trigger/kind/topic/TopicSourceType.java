package dev.tripline.dispatcher.trigger.kind.topic;

import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.topic.Topic;
import dev.tripline.dispatcher.topic.Topics;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.form.PolicyForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Subscriptions to topics of the dispatcher's own.
record TopicSourceType(PolicyForm policies, Topics topics) implements SourceType {

  @Override
  public SourceTraits traits() {
    return TopicSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader form, String id, boolean fresh) {
    String topic = form.required("topic");
    if (!topic.isEmpty() && !Topic.isName(topic)) {
      form.invalid("topic", "must be 1 to 256 letters, digits, hyphens or underscores");
    }
    return new TopicSource(topic, policies.read(form));
  }

  /// Never: a topic that is not there is made.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    return Optional.empty();
  }

  @Override
  public void prepare(Trigger trigger) {
    topics.create(new Topic(trigger.source(TopicSource.class).topic(), Map.of(), Map.of()));
  }

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    return new OpenedSource.Offered();
  }
}
