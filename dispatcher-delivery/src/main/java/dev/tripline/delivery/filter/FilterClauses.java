package dev.tripline.delivery.filter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The clauses of a pattern, to find those by which a record was not wanted: each is matched alone, by the
/// matcher that matches them together. Dear: for explanations, not for deliveries. Pure; safe for many threads.
public final class FilterClauses {
  private static final String OR = "$or";
  private static final int SHOWN = 200;

  private final FilteredSource source;
  private final List<Alone> clauses;

  private FilterClauses(FilteredSource source, List<Alone> clauses) {
    this.source = source;
    this.clauses = List.copyOf(clauses);
  }

  /// @param pattern JSON
  /// @throws InvalidFilterException if it cannot be used
  public static FilterClauses of(EventFilters filters, FilteredSource source, String pattern) {
    List<Clause> clauses = new ArrayList<>();
    split(PatternReader.parse(pattern), new ArrayDeque<>(), clauses);
    return new FilterClauses(
        source,
        clauses.stream()
            .map(clause ->
                new Alone(clause, filters.compile(source, List.of(clause.pattern().toString()))))
            .toList());
  }

  /// A clause and its matcher.
  private record Alone(Clause clause, EventFilter filter) {}

  /// A clause that does not match.
  ///
  /// @param path of the member that it asks for, with dots
  /// @param wanted the clause
  /// @param seen the record's value; null if it has none
  public record Unmet(String path, String wanted, @Nullable String seen) {}

  /// The clauses that a record does not match. None, although the pattern does not match, if they match in
  /// different elements of a list only.
  public List<Unmet> unmet(byte[] record) {
    ObjectNode event = RecordView.of(source, record).event();
    return clauses.stream()
        .filter(alone -> !alone.filter().matches(record))
        .map(alone -> alone.clause().unmet(event))
        .toList();
  }

  private static void split(ObjectNode pattern, Deque<String> path, List<Clause> clauses) {
    for (Map.Entry<String, JsonNode> member : pattern.properties()) {
      path.addLast(member.getKey());
      if (member.getValue() instanceof ObjectNode inner) {
        split(inner, path, clauses);
      } else {
        clauses.add(new Clause(List.copyOf(path), member.getValue()));
      }
      path.removeLast();
    }
  }

  /// @param path of the member; ends with `$or` if it is one
  private record Clause(List<String> path, JsonNode wanted) {

    /// The pattern that has nothing but this clause.
    ObjectNode pattern() {
      ObjectNode root = JsonNodeFactory.instance.objectNode();
      ObjectNode at = root;
      for (String name : path.subList(0, path.size() - 1)) {
        at = at.putObject(name);
      }
      at.set(path.getLast(), wanted);
      return root;
    }

    Unmet unmet(ObjectNode event) {
      return new Unmet(String.join(".", path), text(wanted), seen(event));
    }

    private @Nullable String seen(ObjectNode event) {
      JsonNode at = event;
      Iterator<String> names = path.iterator();
      while (names.hasNext() && at != null && !at.isArray()) {
        String name = names.next();
        if (!name.equals(OR)) {
          at = at.get(name);
        }
      }
      return at == null ? null : text(at);
    }
  }

  private static String text(JsonNode node) {
    String text = node.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
