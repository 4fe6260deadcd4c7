package dev.tripline.delivery.filter;

import dev.tripline.delivery.filter.RecordView.Form;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.MachineComplexityEvaluator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One pattern, ready to match. Where a record's data has another form than the pattern for it, the
/// record does not match, or only the rest of the pattern is asked, as the source has it.
final class Alternative {
  private static final String RULE = "wanted";

  private final FilteredSource source;
  private final Map<String, Form> wanted = new HashMap<>();
  private final Map<Set<String>, Matcher> matchers = new HashMap<>();

  private Alternative(FilteredSource source) {
    this.source = source;
  }

  /// @throws InvalidFilterException if the matcher does not take it, or it is too complex
  static Alternative of(FilteredSource source, ObjectNode pattern, int maxComplexity) {
    Alternative made = new Alternative(source);
    for (String field : source.dataFields()) {
      JsonNode data = pattern.get(field);
      if (data != null) {
        made.wanted.put(field, data.isObject() ? Form.JSON : Form.TEXT);
      }
    }
    List<Set<String>> ignored = new ArrayList<>(List.of(Set.of()));
    if (source.lenient()) {
      for (String field : made.wanted.keySet()) {
        for (Set<String> before : List.copyOf(ignored)) {
          Set<String> more = new HashSet<>(before);
          more.add(field);
          ignored.add(more);
        }
      }
    }
    for (Set<String> fields : ignored) {
      ObjectNode rest = pattern.deepCopy();
      rest.remove(fields);
      made.matchers.put(fields, Matcher.of(rest, maxComplexity));
    }
    return made;
  }

  boolean matches(RecordView view) {
    Set<String> other = new HashSet<>();
    wanted.forEach((field, form) -> {
      Form is = view.forms().get(field);
      // A Kafka record without a value is no mismatch for what compares text: null, exists.
      boolean comparable = is == form || (is == null && form == Form.TEXT);
      if (!comparable) {
        other.add(field);
      }
    });
    Matcher matcher = matchers.get(source.lenient() ? other : Set.of());
    return matcher != null
        && (source.lenient() || !mismatch(view, other))
        && matcher.matches(view.event());
  }

  /// A field that is missing is no mismatch: `exists` may ask for that.
  private static boolean mismatch(RecordView view, Set<String> other) {
    return other.stream().anyMatch(view.forms()::containsKey);
  }

  /// A pattern in event-ruler.
  ///
  /// @param machine null for a pattern that asks nothing
  private record Matcher(@Nullable Machine machine) {

    static Matcher of(ObjectNode pattern, int maxComplexity) {
      if (pattern.isEmpty()) {
        return new Matcher(null);
      }
      String objection = JsonRuleCompiler.check(pattern.toString());
      if (objection != null) {
        throw new InvalidFilterException(objection);
      }
      Machine machine = Machine.builder().build();
      try {
        machine.addRule(RULE, pattern.toString());
      } catch (IOException | RuntimeException e) {
        throw new InvalidFilterException(String.valueOf(e.getMessage()));
      }
      if (machine.evaluateComplexity(new MachineComplexityEvaluator(maxComplexity + 1))
          > maxComplexity) {
        throw new InvalidFilterException("the pattern is too complex to be matched quickly");
      }
      return new Matcher(machine);
    }

    boolean matches(ObjectNode event) {
      if (machine == null) {
        return true;
      }
      try {
        return !machine.rulesForJSONEvent(event.toString()).isEmpty();
      } catch (Exception e) {
        throw new IllegalStateException("the matcher failed on a record", e);
      }
    }
  }
}
