package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.mapping.MappingRequest;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import java.util.List;
import java.util.Optional;

/// The kinds of mappings that there are.
record MappingKinds(List<SourceMapping> all) {

  /// @throws ApiException if the request names no source that can be read here
  SourceMapping of(MappingRequest request) {
    String service = request.service();
    return all.stream()
        .filter(mapping -> mapping.traits().service().equals(service))
        .findFirst()
        .orElseThrow(() ->
            ApiException.invalid(
                List.of("rds", "docdb").contains(service)
                    ? "Change streams of DocumentDB are not offered here."
                    : "Unrecognized event source."));
  }

  /// Empty for triggers that do not poll: they are no mappings.
  Optional<SourceMapping> of(Trigger trigger) {
    return all.stream().filter(mapping -> mapping.reads(trigger)).findFirst();
  }

  boolean has(Trigger trigger) {
    return of(trigger).isPresent();
  }

  /// The ARN or servers that the trigger reads from; none if it is no mapping.
  List<String> sources(Trigger trigger) {
    return of(trigger).map(mapping -> mapping.sources(trigger)).orElse(List.of());
  }
}
