package dev.tripline.dispatcher.lambdaapi.request;

import dev.tripline.dispatcher.function.packaged.Activation;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.lambdaapi.function.FunctionUses;
import dev.tripline.dispatcher.lambdaapi.function.FunctionViews;
import java.time.InstantSource;

/// The collaborators that every operation on functions needs.
public record Parts(
    Names names,
    FunctionViews views,
    Activation activation,
    FunctionUses uses,
    InstantSource clock) {
  public Registry registry() {
    return names.registry();
  }
}
