package dev.tripline.dispatcher.trigger.preflight;

import dev.tripline.delivery.filter.DataForms;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.dispatcher.trigger.Trigger;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Holds the filters of a trigger to records that were looked at in its source. Pure.
public final class SampledFilters {
  private SampledFilters() {}

  /// @param records as filters see them; without any nothing is said
  public static List<String> warnings(
      Trigger trigger, FilteredSource source, List<byte[]> records) {
    List<String> warnings = new ArrayList<>();
    for (JsonNode pattern : TriggerRisks.patterns(trigger)) {
      for (DataForms.Unmet unmet : DataForms.unmet(source, pattern, records)) {
        warnings.add(
            "filter %s looks for %s in %s, which none of the latest %d records has: %s"
                .formatted(
                    pattern,
                    unmet.json() ? "JSON" : "text",
                    unmet.field(),
                    records.size(),
                    source.lenient()
                        ? "such records are filtered by the rest of the filter only"
                        : "such records do not match"));
      }
    }
    return warnings;
  }
}
