package dev.tripline.dispatcher.function;

import dev.tripline.dispatcher.function.endpoint.EndpointInvoker;
import dev.tripline.dispatcher.function.packaged.PackageInvoker;
import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.UnknownFunctionException;

/// Hands a call to the workers of a package function, or to an endpoint.
public final class FunctionInvoker implements Invoker {
  private final Registry registry;
  private final PackageInvoker packages;
  private final EndpointInvoker endpoints;

  public FunctionInvoker(Registry registry, PackageInvoker packages, EndpointInvoker endpoints) {
    this.registry = registry;
    this.packages = packages;
    this.endpoints = endpoints;
  }

  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    return switch (registry.find(request.function().name())) {
      case null -> throw new UnknownFunctionException(request.function());
      case PackageFunction function -> packages.invoke(function, request);
      case Endpoint endpoint -> endpoints.invoke(endpoint, request);
    };
  }
}
