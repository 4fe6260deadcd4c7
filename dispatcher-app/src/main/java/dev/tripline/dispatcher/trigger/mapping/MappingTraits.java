package dev.tripline.dispatcher.trigger.mapping;

import dev.tripline.delivery.filter.FilteredSource;
import java.util.Set;

/// The properties of a kind of mapping that hold for all mappings of it.
///
/// @param service that it reads, as in ARNs, or [MappingRequest#SELF_MANAGED]
/// @param settings members that act for it, of those that act for some kinds only: the matrix of the
///     API's reference
/// @param filtered what its filters look into
/// @param stateReason how AWS words why a mapping of it changed its state
/// @param showsLastResult whether AWS shows `LastProcessingResult`
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
