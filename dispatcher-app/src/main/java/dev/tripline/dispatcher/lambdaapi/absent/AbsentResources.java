package dev.tripline.dispatcher.lambdaapi.absent;

import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What clients read by habit, whether or not they use it: a refusal would break them. There are no
/// capacity providers or durable executions here, and that is what AWS's answer says where there are none. What would make one is refused elsewhere.
public record AbsentResources(Parts parts) {
  private static final String NOTHING = "The resource you requested does not exist.";

  public void addTo(Routes routes) {
    addManaged(routes);
  }

  private void addManaged(Routes routes) {
    routes.checked("GetRuntimeManagementConfig", this::runtimeManagement);
    routes.checked("PutRuntimeManagementConfig", this::setRuntimeManagement);
    routes.checked("GetFunctionScalingConfig", ofFunction(this::withArn));
    routes.checked("ListCapacityProviders", _ -> none("CapacityProviders"));
    routes.checked("GetCapacityProvider", _ -> notFound(NOTHING));
    routes.checked("DeleteCapacityProvider", _ -> notFound(NOTHING));
    routes.checked("ListFunctionVersionsByCapacityProvider", _ -> notFound(NOTHING));
    routes.checked("ListDurableExecutionsByFunction", ofFunction(_ -> none("DurableExecutions")));
    routes.checked("GetDurableExecution", _ -> notFound(NOTHING));
    routes.checked("GetDurableExecutionHistory", _ -> notFound(NOTHING));
    routes.checked("GetDurableExecutionState", _ -> notFound(NOTHING));
  }

  /// Runtimes are those of the host: they change when its owner updates them, which is what AWS calls
  /// automatic.
  private Answer runtimeManagement(Input input) {
    FunctionTarget target = existing(input);
    return Answer.json(
        200, object().put("UpdateRuntimeOn", "Auto").put("FunctionArn", parts.names().arn(target)));
  }

  private Answer setRuntimeManagement(Input input) {
    if (!input.string("UpdateRuntimeOn").equals("Auto")) {
      throw ApiException.invalid(
          "UpdateRuntimeOn "
              + input.string("UpdateRuntimeOn")
              + " is not offered: runtimes are those installed on this host; use Auto.");
    }
    return runtimeManagement(input);
  }

  private Function<Input, Answer> ofFunction(Function<FunctionTarget, Answer> answer) {
    return input -> answer.apply(existing(input));
  }

  /// @throws ApiException 404 if there is no such function, version or alias
  private FunctionTarget existing(Input input) {
    FunctionTarget target = parts.names().target(input);
    parts.names().version(parts.names().function(target), target);
    return target;
  }

  private Answer withArn(FunctionTarget target) {
    return Answer.json(200, object().put("FunctionArn", parts.names().arn(target)));
  }

  private static Answer notFound(String message) {
    throw ApiException.notFound(message);
  }

  private static Answer none(String list) {
    ObjectNode answer = object();
    answer.putArray(list);
    return Answer.json(200, answer);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
