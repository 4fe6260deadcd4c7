package dev.tripline.adapter.cdc;

import java.util.List;

/// The result of looking at a database before its changes are read: in words for the operator.
///
/// @param refusals reasons why they cannot be read as things are
/// @param warnings what is missing still, or risky
public record Suitability(List<String> refusals, List<String> warnings) {
  public Suitability {
    refusals = List.copyOf(refusals);
    warnings = List.copyOf(warnings);
  }
}
