package dev.tripline.dispatcher.function;

import dev.tripline.delivery.budget.ResourceUse;
import dev.tripline.delivery.budget.ResourceUses;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.resource.TriggerResources;
import dev.tripline.spi.invocation.InvocationRequest;
import java.util.ArrayList;
import java.util.List;

/// The shared resources of an invocation: the one that its function names, and the one that its trigger
/// names.
public record FunctionResources(Registry registry, TriggerResources triggers)
    implements ResourceUses {

  @Override
  public ResourceUse of(InvocationRequest request) {
    RegisteredFunction function = registry.find(request.function().name());
    String own = function == null ? null : function.resource();
    String trigger = request.origin().triggerId();
    String theirs = trigger == null ? null : triggers.of(trigger);
    if (function == null || (own == null && theirs == null)) {
      return ResourceUse.NONE;
    }
    List<String> resources = new ArrayList<>(2);
    if (own != null) {
      resources.add(own);
    }
    if (theirs != null) {
      resources.add(theirs);
    }
    return ResourceUse.of(resources, function.timeout(request.function().qualifier()));
  }
}
