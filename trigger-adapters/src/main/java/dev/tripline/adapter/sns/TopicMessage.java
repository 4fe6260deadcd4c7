package dev.tripline.adapter.sns;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A message that was published to a topic.
///
/// @param id unique among the messages of the topic
/// @param subject null if it has none
/// @param time at which it was published
/// @param attributes by name
public record TopicMessage(
    String id,
    String topicArn,
    @Nullable String subject,
    String text,
    Instant time,
    Map<String, MessageAttribute> attributes) {

  public TopicMessage {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
