package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.lambdaapi.code.CodeStorage;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.spi.invocation.FunctionTarget;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reserved concurrency, permitted recursion, and the account's limits.
public record FunctionLimits(Parts parts, LimitSettings limits, CodeStorage storage) {
  private static final String ONLY_FUNCTIONS =
      "This operation is permitted on Lambda functions only. Aliases and versions do not support"
          + " this operation. Please specify either a function name or an unqualified function"
          + " ARN.";

  public void addTo(Routes routes) {
    routes.checked("PutFunctionConcurrency", this::reserve);
    routes.checked("DeleteFunctionConcurrency", this::unreserve);
    routes.checked("GetFunctionConcurrency", this::reserved);
    routes.checked("GetFunctionRecursionConfig", this::recursionOf);
    routes.checked("PutFunctionRecursionConfig", this::setRecursion);
    routes.checked("GetAccountSettings", this::account);
  }

  private Answer reserve(Input input) {
    FunctionTarget target = parts.names().unqualified(input, ONLY_FUNCTIONS);
    int wanted = input.integer("ReservedConcurrentExecutions", 0);
    parts
        .registry()
        .changeFunction(
            target.name(),
            current -> {
              if (current == null) {
                throw parts
                    .names()
                    .notFound(new FunctionTarget(target.name(), FunctionVersion.LATEST));
              }
              requireUnreserved(current, wanted);
              if (wanted > 0 && wanted < current.provisionedWorkers()) {
                throw ApiException.invalid(
                    " ReservedConcurrentExecutions  "
                        + wanted
                        + " should not be lower than function's total provisioned concurrency ["
                        + current.provisionedWorkers()
                        + "].");
              }
              return current.withReservedConcurrency(wanted);
            });
    return Answer.json(200, concurrency(wanted));
  }

  private void requireUnreserved(PackageFunction function, int wanted) {
    long left =
        (long) limits.concurrency() - takenBeside(parts.registry(), function.name()) - wanted;
    if (wanted > 0 && left < limits.unreservedConcurrency()) {
      throw ApiException.untyped(
          "Specified ReservedConcurrentExecutions for function decreases account's"
              + " UnreservedConcurrentExecution below its minimum value of ["
              + limits.unreservedConcurrency()
              + "].");
    }
  }

  /// The places that other functions have to themselves, reserved or provisioned.
  static int takenBeside(Registry registry, String name) {
    int sum = 0;
    for (PackageFunction other : registry.functions()) {
      sum += other.name().equals(name) ? 0 : other.taken();
    }
    return sum;
  }

  private Answer unreserve(Input input) {
    FunctionTarget target = parts.names().unqualified(input, ONLY_FUNCTIONS);
    new Changes(parts).change(target, function -> function.withReservedConcurrency(null));
    return Answer.empty(204);
  }

  private Answer reserved(Input input) {
    FunctionTarget target = parts.names().unqualified(input, ONLY_FUNCTIONS);
    Integer reserved = parts.names().function(target).reservedConcurrency();
    return Answer.json(
        200, reserved == null ? JsonNodeFactory.instance.objectNode() : concurrency(reserved));
  }

  private static ObjectNode concurrency(int reserved) {
    return JsonNodeFactory.instance.objectNode().put("ReservedConcurrentExecutions", reserved);
  }

  private Answer recursionOf(Input input) {
    FunctionTarget target = parts.names().unqualified(input, ONLY_FUNCTIONS);
    return recursion(parts.names().function(target));
  }

  private Answer setRecursion(Input input) {
    FunctionTarget target = parts.names().unqualified(input, ONLY_FUNCTIONS);
    boolean allowed = input.string("RecursiveLoop").equals("Allow");
    return recursion(
        new Changes(parts).change(target, function -> function.withRecursionAllowed(allowed)));
  }

  private static Answer recursion(PackageFunction function) {
    return Answer.json(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("RecursiveLoop", function.recursionAllowed() ? "Allow" : "Terminate"));
  }

  private Answer account(Input input) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .putObject("AccountLimit")
        .put("TotalCodeSize", storage.limit())
        .put("CodeSizeUnzipped", limits.unzippedPackage().toBytes())
        .put("CodeSizeZipped", limits.zippedPackage().toBytes())
        .put("ConcurrentExecutions", limits.concurrency())
        .put(
            "UnreservedConcurrentExecutions",
            limits.concurrency() - takenBeside(parts.registry(), ""));
    answer
        .putObject("AccountUsage")
        .put("TotalCodeSize", storage.used())
        .put("FunctionCount", parts.registry().functions().size());
    return Answer.json(200, answer);
  }
}
