package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.mapping.MappingRequest;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import java.util.Optional;

/// Refuses a second mapping of one source to one function, in AWS's words.
record Duplicates(List<LocalTrigger> all, MappingView views) {

  /// @throws ApiException 409 that names the mapping that is there
  void requireNone(SourceMapping mapping, MappingRequest request, FunctionTarget function) {
    for (LocalTrigger local : all) {
      Trigger other = local.trigger();
      if (other.function().equals(function) && mapping.reads(other)) {
        Optional<String> text = mapping.duplicate(request, other, views.functionArn(other));
        if (text.isPresent()) {
          throw ApiException.conflict(
              text.get()
                  + " already exists. Please update or delete the existing mapping with UUID "
                  + other.id());
        }
      }
    }
  }
}
