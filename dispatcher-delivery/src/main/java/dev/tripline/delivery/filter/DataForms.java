package dev.tripline.delivery.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Compares the form of the data that patterns look for with the one that records have. Pure.
public final class DataForms {
  private DataForms() {}

  /// The data fields for which a pattern looks in a form that none of the records has.
  ///
  /// @param records as patterns see them
  /// @throws IllegalArgumentException if a record is none
  public static List<Unmet> unmet(FilteredSource source, JsonNode pattern, List<byte[]> records) {
    List<RecordView> views = records.stream().map(bytes -> RecordView.of(source, bytes)).toList();
    List<Unmet> unmet = new ArrayList<>();
    for (String field : source.dataFields()) {
      RecordView.Form wanted = wanted(pattern.get(field));
      boolean seen = views.stream().anyMatch(view -> view.forms().containsKey(field));
      if (wanted != null
          && seen
          && views.stream().noneMatch(view -> wanted == view.forms().get(field))) {
        unmet.add(new Unmet(field, wanted == RecordView.Form.JSON));
      }
    }
    return unmet;
  }

  /// A data field, and whether the pattern looks for JSON in it instead of text.
  public record Unmet(String field, boolean json) {}

  private static RecordView.@Nullable Form wanted(@Nullable JsonNode condition) {
    return condition == null
        ? null
        : condition.isObject()
            ? RecordView.Form.JSON
            : condition.isArray() ? RecordView.Form.TEXT : null;
  }
}
