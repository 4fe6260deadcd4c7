package dev.tripline.dispatcher.masking;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Events with several records in them, as sources of AWS make them, or lists of CloudEvents. Pure.
final class Batch {
  /// Members with the records, as a list or as lists by the name of a partition or queue.
  private static final List<String> LISTS = List.of("Records", "records", "rmqMessagesByQueue");

  /// The same, with a name that events of others have as well.
  private static final String MESSAGES = "messages";

  private static final int IN_LIST = 2;
  private static final int IN_LIST_OF_GROUP = 3;

  private Batch() {}

  static boolean is(JsonNode event) {
    if (event.isArray()) {
      return event.valueStream().anyMatch(one -> one.has("specversion"));
    }
    return LISTS.stream().anyMatch(name -> event.path(name).isContainer())
        || (event.has("eventSource") && event.path(MESSAGES).isContainer());
  }

  /// Where a path goes on in a record alone: the indexes of the steps that begin there. Groups have any name,
  /// and the record any index.
  static Set<Integer> starts(List<String> steps) {
    Set<Integer> starts = new TreeSet<>();
    starts.add(0);
    for (int depth : new int[] {IN_LIST, IN_LIST_OF_GROUP}) {
      lead(steps, 0, 0, depth, false, starts);
    }
    return starts;
  }

  private static void lead(
      List<String> steps, int index, int level, int depth, boolean isDeep, Set<Integer> starts) {
    if (level == depth || index == steps.size()) {
      starts.add(index);
      return;
    }
    String step = steps.get(index);
    if (step.equals(MaskPath.DEEP)) {
      lead(steps, index + 1, level, depth, true, starts);
      lead(steps, index, level + 1, depth, true, starts);
    } else if (leads(step, level, depth, isDeep)) {
      lead(steps, index + 1, level + 1, depth, isDeep, starts);
    }
  }

  /// @param isDeep whether `**` came before: a name is one of a member then, not of a group
  private static boolean leads(String step, int level, int depth, boolean isDeep) {
    if (step.equals(MaskPath.ANY)) {
      return true;
    }
    if (level == 0) {
      return LISTS.contains(step) || step.equals(MESSAGES);
    }
    return (level < depth - 1 && !isDeep) || step.matches("\\d+");
  }
}
