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
  private final InvocationMeters meters;

  public FunctionInvoker(
      Registry registry,
      PackageInvoker packages,
      EndpointInvoker endpoints,
      InvocationMeters meters) {
    this.registry = registry;
    this.packages = packages;
    this.endpoints = endpoints;
    this.meters = meters;
  }

  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    String name = request.function().name();
    InvocationResult result =
        switch (registry.find(name)) {
          case null -> throw new UnknownFunctionException(request.function());
          case PackageFunction function -> packages.invoke(function, request);
          case Endpoint endpoint -> endpoints.invoke(endpoint, request);
        };
    // One that was deleted meanwhile has no meters any more, and gets none again.
    if (registry.find(name) != null) {
      meters.ended(name, result);
    }
    return result;
  }
}
