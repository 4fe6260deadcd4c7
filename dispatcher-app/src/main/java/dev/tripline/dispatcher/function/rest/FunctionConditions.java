package dev.tripline.dispatcher.function.rest;

import dev.tripline.dispatcher.function.endpoint.EndpointGates;
import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.runtime.FunctionRuntime;
import org.jspecify.annotations.Nullable;

/// The conditions under which functions run on this node now.
record FunctionConditions(EndpointGates gates, FunctionRuntime runtime) {

  String circuit(Endpoint endpoint) {
    return gates.circuit(endpoint);
  }

  /// @return null if there is nothing to warn of
  @Nullable String warning(PackageFunction function) {
    return runtime.warning(function.latest().settings().runtime()).orElse(null);
  }
}
