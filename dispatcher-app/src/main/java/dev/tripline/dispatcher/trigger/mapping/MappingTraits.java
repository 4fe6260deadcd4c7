package dev.tripline.dispatcher.trigger.mapping;

import dev.tripline.delivery.filter.FilteredSource;
import java.util.Set;

/// The properties of a kind of mapping that hold for all mappings of it.
///
/// @param service that it reads, as in ARNs, or [MappingRequest#SELF_MANAGED]
/// @param settings members that act for it, of those that act for some kinds only: the matrix of the
///     API's reference
/// @param filtered the data that its filters look into
/// @param stateReason AWS's words for the reason of a mapping's change of state
/// @param showsLastResult `true` if AWS shows `LastProcessingResult`
public record MappingTraits(
    String service,
    Set<String> settings,
    FilteredSource filtered,
    String stateReason,
    boolean showsLastResult) {

  public MappingTraits {
    settings = Set.copyOf(settings);
  }
}
