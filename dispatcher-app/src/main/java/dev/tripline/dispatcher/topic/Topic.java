package dev.tripline.dispatcher.topic;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// A topic.
///
/// @param attributes as SNS names them; only those that were set
public record Topic(String name, Map<String, String> attributes, Map<String, String> tags) {

  public Topic {
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /// Whether a text can be the name of a topic.
  public static boolean isName(String text) {
    return text.matches("[A-Za-z0-9_-]{1,256}");
  }
}
