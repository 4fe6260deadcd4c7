package dev.tripline.dispatcher.topic;

import dev.tripline.adapter.sns.filter.FilterPolicy;

/// The source of a trigger that gets the messages of a topic.
public interface TopicSubscription {

  /// The name of the topic.
  String topic();

  /// Says which messages it wants.
  FilterPolicy filter();
}
