package dev.tripline.testkit.source;

import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import dev.tripline.testkit.source.StreamUnderTest.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Messages with a number each, over a few keys, and what a log has of them, key by key in its order.
final class NumberedMessages {
  static final int KEYS = 8;

  private NumberedMessages() {}

  static List<Message> messages(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Message("key-" + i % KEYS, "body-of-" + i + "."))
        .toList();
  }

  static Map<String, List<Integer>> numbersByKey(
      StreamUnderTest stream, ShardLog log, List<Message> messages) throws Exception {
    try (StreamSource source = stream.open()) {
      return numbersByKey(source, log, messages);
    }
  }

  static Map<String, List<Integer>> numbersByKey(
      StreamSource source, ShardLog log, List<Message> messages) {
    Map<String, List<Integer>> numbers = new HashMap<>();
    for (StreamRecord record : log.records()) {
      String body = RecordText.body(source, record, messages);
      numbers
          .computeIfAbsent(RecordText.keyOf(body, messages), _ -> new ArrayList<>())
          .add(RecordText.number(body));
    }
    return numbers;
  }

  static Map<String, List<Integer>> expected(List<Message> messages) {
    Map<String, List<Integer>> numbers = new HashMap<>();
    for (Message message : messages) {
      numbers
          .computeIfAbsent(message.key(), _ -> new ArrayList<>())
          .add(RecordText.number(message.body()));
    }
    return numbers;
  }
}
