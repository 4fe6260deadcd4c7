package dev.tripline.delivery.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Checks that bodies `KEY-0`, `KEY-1`, … come in their order, none missing and none twice.
final class OrderedKeys {
  private final Map<String, Integer> last = new HashMap<>();
  private final List<String> disorder = new ArrayList<>();
  private int count;

  synchronized void note(List<String> bodies) {
    for (String body : bodies) {
      String key = body.substring(0, body.indexOf('-') + 1);
      int number = Integer.parseInt(body.substring(key.length()));
      Integer before = last.put(key, number);
      if (number != (before == null ? 0 : before + 1)) {
        disorder.add(body);
      }
      count++;
    }
  }

  synchronized List<String> disorder() {
    return List.copyOf(disorder);
  }

  synchronized int count() {
    return count;
  }
}
