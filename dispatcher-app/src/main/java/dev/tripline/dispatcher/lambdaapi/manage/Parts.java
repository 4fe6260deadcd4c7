package dev.tripline.dispatcher.lambdaapi.manage;

import dev.tripline.dispatcher.function.Activation;
import dev.tripline.dispatcher.function.registry.Registry;
import java.time.InstantSource;

/// What every operation on functions works with.
public record Parts(
    Names names, Registry registry, Activation activation, FunctionUses uses, InstantSource clock) {
  FunctionViews views() {
    return new FunctionViews(names.account());
  }
}
