package dev.tripline.dispatcher.trigger.preflight;

import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Settings of a trigger that are allowed and rarely meant. Pure.
final class TriggerRisks {
  private TriggerRisks() {}

  static List<String> of(Trigger trigger) {
    List<String> warnings = new ArrayList<>();
    if (trigger.source().traits().shape() == SourceTraits.Shape.STREAM
        && retriesForEver(trigger.form())) {
      warnings.add(
          "a record that the function cannot process is tried again for ever, and holds up"
              + " everything behind it in its shard: set maxRetries or maxRecordAgeSeconds, and"
              + " onFailure for what is given up");
    }
    List<JsonNode> patterns = patterns(trigger);
    List<String> blind = new ArrayList<>();
    for (JsonNode pattern : patterns) {
      List<String> missing = RecordMembers.missing(trigger.source().traits().kind(), pattern);
      if (!missing.isEmpty()) {
        blind.add(
            "filter %s matches nothing: no record of a %s source has a member %s"
                .formatted(
                    pattern, trigger.source().traits().kind(), String.join(" or ", missing)));
      }
    }
    warnings.addAll(blind);
    if (!blind.isEmpty() && blind.size() == patterns.size()) {
      warnings.add("no filter can match, so that the function gets nothing");
    }
    return warnings;
  }

  private static boolean retriesForEver(ObjectNode form) {
    return form.path("maxRetries").asInt(-1) == -1
        && form.path("maxRecordAgeSeconds").asInt(-1) == -1
        && form.path("onFailure").asString("").isEmpty();
  }

  /// The patterns of its filters.
  static List<JsonNode> patterns(Trigger trigger) {
    List<JsonNode> patterns = new ArrayList<>();
    for (JsonNode pattern : trigger.form().path("filters")) {
      pattern(pattern).ifPresent(patterns::add);
    }
    return patterns;
  }

  /// An object, or the text of one. A stored filter that is none any more shows when its trigger runs.
  private static Optional<JsonNode> pattern(JsonNode filter) {
    if (!filter.isString()) {
      return Optional.of(filter);
    }
    try {
      return Optional.of(JsonMapper.shared().readTree(filter.stringValue()));
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }
}
