package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.function.async.EventInvokeSettings;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.lambdaapi.request.Page;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.retry.destination.Destinations.Use;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Retries and destinations of the asynchronous invocations of a function, version or alias.
public record EventInvokeConfigs(Parts parts, DestinationRules destinations) {
  private static final EventInvokeSettings NOTHING =
      new EventInvokeSettings(null, null, null, null, Instant.EPOCH);

  public void addTo(Routes routes) {
    routes.checked("PutFunctionEventInvokeConfig", input -> write(input, false));
    routes.checked("UpdateFunctionEventInvokeConfig", input -> write(input, true));
    routes.checked("GetFunctionEventInvokeConfig", this::get);
    routes.checked("DeleteFunctionEventInvokeConfig", this::delete);
    routes.checked("ListFunctionEventInvokeConfigs", this::list);
  }

  private Answer write(Input input, boolean merge) {
    if (!input.has("MaximumRetryAttempts")
        && !input.has("MaximumEventAgeInSeconds")
        && !input.has("DestinationConfig")) {
      throw ApiException.invalid(
          "You must specify at least one of error handling or destination setting.");
    }
    FunctionTarget target = qualified(input);
    String qualifier = target.qualifierOrLatest();
    PackageFunction changed =
        parts
            .registry()
            .changeFunction(
                target.name(),
                current -> {
                  PackageFunction function = existing(current, target);
                  EventInvokeSettings before = function.eventInvoke().get(qualifier);
                  if (merge && before == null) {
                    throw none(target);
                  }
                  EventInvokeSettings after =
                      settings(input, target, before == null || !merge ? NOTHING : before);
                  return function.withEventInvoke(qualifier, after);
                });
    return Answer.json(200, view(input, target, found(existing(changed, target), target)));
  }

  private EventInvokeSettings settings(
      Input input, FunctionTarget target, EventInvokeSettings base) {
    Integer attempts = input.optionalInteger("MaximumRetryAttempts");
    Integer age = input.optionalInteger("MaximumEventAgeInSeconds");
    Input config = input.object("DestinationConfig");
    String success = config.object("OnSuccess").optional("Destination");
    String failure = config.object("OnFailure").optional("Destination");
    String described =
        "DestinationConfig(onSuccess="
            + (success == null ? null : "OnSuccess(destination=" + success + ")")
            + ", onFailure="
            + (failure == null ? null : "OnFailure(destination=" + failure + ")")
            + ")";
    return new EventInvokeSettings(
        attempts == null ? base.maximumRetryAttempts() : attempts,
        age == null ? base.maximumEventAgeSeconds() : age,
        config.has("OnSuccess")
            ? destinations.check(success, Use.ON_SUCCESS, target, described)
            : base.onSuccess(),
        config.has("OnFailure")
            ? destinations.check(failure, Use.ON_FAILURE, target, described)
            : base.onFailure(),
        parts.clock().instant());
  }

  private Answer get(Input input) {
    FunctionTarget target = qualified(input);
    PackageFunction function = parts.registry().function(target.name());
    if (function == null) {
      throw none(target);
    }
    return Answer.json(200, view(input, target, found(function, target)));
  }

  private Answer delete(Input input) {
    FunctionTarget target = qualified(input);
    parts
        .registry()
        .changeFunction(
            target.name(),
            function -> {
              if (function == null) {
                throw none(target);
              }
              found(function, target);
              return function.withEventInvoke(target.qualifierOrLatest(), null);
            });
    return Answer.empty(204);
  }

  private Answer list(Input input) {
    FunctionTarget target = FunctionTarget.latest(parts.names().target(input).name());
    PackageFunction function = existing(parts.registry().function(target.name()), target);
    Page<Map.Entry<String, EventInvokeSettings>> page =
        Page.of(
            input,
            function.eventInvoke().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray("FunctionEventInvokeConfigs");
    page.items()
        .forEach(entry ->
            list.add(
                view(input, new FunctionTarget(target.name(), entry.getKey()), entry.getValue())));
    page.addMarker(answer);
    return Answer.json(200, answer);
  }

  private PackageFunction existing(@Nullable PackageFunction function, FunctionTarget target) {
    if (function == null || function.resolve(target.qualifier()).isEmpty()) {
      throw ApiException.notFound("The function doesn't exist.");
    }
    return function;
  }

  private EventInvokeSettings found(PackageFunction function, FunctionTarget target) {
    EventInvokeSettings settings = function.eventInvoke().get(target.qualifierOrLatest());
    if (settings == null) {
      throw none(target);
    }
    return settings;
  }

  private ApiException none(FunctionTarget target) {
    return ApiException.notFound(
        "The function " + parts.names().arn(target) + " doesn't have an EventInvokeConfig");
  }

  private FunctionTarget qualified(Input input) {
    FunctionTarget target = parts.names().target(input);
    return new FunctionTarget(target.name(), target.qualifierOrLatest());
  }

  private ObjectNode view(Input input, FunctionTarget target, EventInvokeSettings settings) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("LastModified", settings.lastModified().toEpochMilli() / 1000.0);
    view.put("FunctionArn", parts.names().arn(target));
    if (settings.maximumRetryAttempts() != null) {
      view.put("MaximumRetryAttempts", settings.maximumRetryAttempts());
    }
    if (settings.maximumEventAgeSeconds() != null) {
      view.put("MaximumEventAgeInSeconds", settings.maximumEventAgeSeconds());
    }
    ObjectNode config = view.putObject("DestinationConfig");
    addDestination(input, config.putObject("OnSuccess"), settings.onSuccess());
    addDestination(input, config.putObject("OnFailure"), settings.onFailure());
    return view;
  }

  private static void addDestination(Input input, ObjectNode node, @Nullable String destination) {
    if (destination != null) {
      node.put(
          "Destination",
          input.call().seesContent() ? destination : HiddenContent.ofUrl(destination));
    }
  }
}
