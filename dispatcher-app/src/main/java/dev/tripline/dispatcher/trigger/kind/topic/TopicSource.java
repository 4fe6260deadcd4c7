package dev.tripline.dispatcher.trigger.kind.topic;

import dev.tripline.adapter.sns.filter.FilterPolicy;
import dev.tripline.dispatcher.topic.TopicSubscription;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import java.util.Set;

/// The messages of a topic that a filter lets through.
///
/// @param topic its name
record TopicSource(String topic, FilterPolicy filter) implements TriggerSource, TopicSubscription {
  static final SourceTraits TRAITS =
      new SourceTraits("topic", Set.of("topic"), SourceTraits.Shape.PUSH, TimeoutLimit.NONE);

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }
}
