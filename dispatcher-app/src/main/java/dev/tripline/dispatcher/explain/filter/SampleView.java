package dev.tripline.dispatcher.explain.filter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.delivery.filter.FilterClauses;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// A record that a filter was held to.
///
/// @param matches whether one of the patterns matches
/// @param was whether the trigger's own filter took it
/// @param misses of each pattern, if none matches
/// @param record as filters see it before its data is decoded
record SampleView(
    Instant at, boolean matches, boolean was, List<Miss> misses, long bytes, JsonNode record) {

  /// A pattern that does not match.
  ///
  /// @param unmet its clauses that do not match; none if they match in different elements of a list only
  record Miss(JsonNode filter, List<Clause> unmet) {}

  /// A clause that does not match.
  ///
  /// @param path of the member that it asks for, with dots
  /// @param seen the record's value; missing if it has none
  @JsonInclude(Include.NON_NULL)
  record Clause(String path, String wanted, @Nullable String seen) {
    static Clause of(FilterClauses.Unmet unmet) {
      return new Clause(unmet.path(), unmet.wanted(), unmet.seen());
    }
  }

  /// Without what stands in the record.
  SampleView withoutContent() {
    return new SampleView(
        at,
        matches,
        was,
        misses.stream()
            .map(miss ->
                new Miss(
                    miss.filter,
                    miss.unmet.stream()
                        .map(clause ->
                            new Clause(clause.path, clause.wanted, HiddenContent.of(clause.seen)))
                        .toList()))
            .toList(),
        bytes,
        StringNode.valueOf(HiddenContent.WORD));
  }
}
