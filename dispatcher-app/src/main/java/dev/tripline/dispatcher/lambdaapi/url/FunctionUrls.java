package dev.tripline.dispatcher.lambdaapi.url;

import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.url.FunctionUrl;
import dev.tripline.dispatcher.function.url.FunctionUrl.Auth;
import dev.tripline.dispatcher.function.url.FunctionUrl.Cors;
import dev.tripline.dispatcher.function.url.FunctionUrl.Mode;
import dev.tripline.dispatcher.functionurl.UrlAddresses;
import dev.tripline.dispatcher.lambdaapi.function.Changes;
import dev.tripline.dispatcher.lambdaapi.request.Page;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.spi.invocation.FunctionTarget;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The URLs of functions and of their aliases.
///
/// @param addresses at which they are served
public record FunctionUrls(Parts parts, UrlAddresses addresses) {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int ID_LENGTH = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  public void addTo(Routes routes) {
    routes.checked("CreateFunctionUrlConfig", this::create);
    routes.checked("GetFunctionUrlConfig", this::get);
    routes.checked("ListFunctionUrlConfigs", this::list);
    routes.checked("UpdateFunctionUrlConfig", this::update);
    routes.checked("DeleteFunctionUrlConfig", this::delete);
  }

  private Answer create(Input input) {
    FunctionTarget target = target(input);
    Instant now = parts.clock().instant();
    FunctionUrl url =
        new FunctionUrl(
            newId(), Auth.valueOf(input.string("AuthType")), mode(input), cors(input), now, now);
    requireFunction(target);
    new Changes(parts)
        .change(
            target,
            function -> {
              requireQualified(function, target);
              if (function.urls().containsKey(target.qualifierOrLatest())) {
                throw ApiException.conflict(
                    "Failed to create function url config for [functionArn = "
                        + parts.names().arn(target)
                        + "]. Error message:  FunctionUrlConfig exists for this Lambda function");
              }
              return function.withUrl(target.qualifierOrLatest(), url);
            });
    ObjectNode view = view(input, target, url);
    view.remove("LastModifiedTime");
    return Answer.json(201, asAsked(view, url));
  }

  /// Answers to changes leave out a mode that nobody has asked for.
  private static ObjectNode asAsked(ObjectNode view, FunctionUrl url) {
    if (url.mode() == null) {
      view.remove("InvokeMode");
    }
    return view;
  }

  private Answer get(Input input) {
    FunctionTarget target = target(input);
    return Answer.json(200, view(input, target, found(target)));
  }

  private Answer list(Input input) {
    FunctionTarget target = FunctionTarget.latest(parts.names().target(input).name());
    PackageFunction function = requireFunction(target);
    Page<Map.Entry<String, FunctionUrl>> page =
        Page.of(
            input, function.urls().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode views = answer.putArray("FunctionUrlConfigs");
    page.items()
        .forEach(
            entry -> views.add(view(input, of(target.name(), entry.getKey()), entry.getValue())));
    page.addMarker(answer);
    return Answer.json(200, answer);
  }

  /// @throws ApiException 404 in the words that operations on URLs have
  private PackageFunction requireFunction(FunctionTarget target) {
    PackageFunction function = parts.registry().function(target.name());
    if (function == null) {
      throw ApiException.notFound("Function does not exist");
    }
    return function;
  }

  private Answer update(Input input) {
    FunctionTarget target = target(input);
    requireFunction(target);
    PackageFunction changed =
        parts
            .registry()
            .changeFunction(
                target.name(),
                function -> {
                  FunctionUrl before = required(function, target);
                  return Objects.requireNonNull(function)
                      .withUrl(
                          target.qualifierOrLatest(),
                          new FunctionUrl(
                              before.id(),
                              input.has("AuthType")
                                  ? Auth.valueOf(input.string("AuthType"))
                                  : before.auth(),
                              input.has("InvokeMode") ? mode(input) : before.mode(),
                              input.has("Cors") ? cors(input) : before.cors(),
                              before.createdAt(),
                              parts.clock().instant()));
                });
    FunctionUrl url = required(changed, target);
    return Answer.json(200, asAsked(view(input, target, url), url));
  }

  private Answer delete(Input input) {
    FunctionTarget target = target(input);
    parts
        .registry()
        .changeFunction(
            target.name(),
            function -> {
              required(function, target);
              return Objects.requireNonNull(function).withUrl(target.qualifierOrLatest(), null);
            });
    return Answer.empty(204);
  }

  private FunctionTarget target(Input input) {
    FunctionTarget target = parts.names().target(input);
    if (FunctionTarget.LATEST.equals(target.qualifier())) {
      throw ApiException.invalid("The qualifier of a function URL must be the name of an alias.");
    }
    return target;
  }

  private void requireQualified(PackageFunction function, FunctionTarget target) {
    if (target.qualifier() != null && !function.aliases().containsKey(target.qualifier())) {
      throw parts.names().notFound(target);
    }
  }

  private FunctionUrl found(FunctionTarget target) {
    return required(parts.registry().function(target.name()), target);
  }

  private static FunctionUrl required(@Nullable PackageFunction function, FunctionTarget target) {
    FunctionUrl url = function == null ? null : function.urls().get(target.qualifierOrLatest());
    if (url == null) {
      throw ApiException.notFound("The resource you requested does not exist.");
    }
    return url;
  }

  private static FunctionTarget of(String name, String qualifier) {
    return new FunctionTarget(name, FunctionTarget.isLatest(qualifier) ? null : qualifier);
  }

  private static @Nullable Mode mode(Input input) {
    return input.has("InvokeMode") ? Mode.valueOf(input.string("InvokeMode")) : null;
  }

  /// An object without members takes the rules away.
  private static @Nullable Cors cors(Input input) {
    Input cors = input.object("Cors");
    if (cors.values().isEmpty()) {
      return null;
    }
    return new Cors(
        cors.has("AllowCredentials") ? Boolean.valueOf(cors.flag("AllowCredentials")) : null,
        cors.optionalStrings("AllowHeaders"),
        cors.optionalStrings("AllowMethods"),
        cors.optionalStrings("AllowOrigins"),
        cors.optionalStrings("ExposeHeaders"),
        cors.optionalInteger("MaxAge"));
  }

  private ObjectNode view(Input input, FunctionTarget target, FunctionUrl url) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("FunctionUrl", addresses.url(url.id(), input.call().baseUrl()));
    view.put("FunctionArn", parts.names().arn(target));
    view.put("AuthType", url.auth().name());
    if (url.cors() != null) {
      view.set("Cors", cors(url.cors()));
    }
    view.put("CreationTime", url.createdAt().toString());
    view.put("LastModifiedTime", url.modifiedAt().toString());
    view.put("InvokeMode", (url.mode() == null ? Mode.BUFFERED : url.mode()).name());
    return view;
  }

  private static JsonNode cors(Cors cors) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (cors.allowCredentials() != null) {
      json.put("AllowCredentials", cors.allowCredentials());
    }
    put(json, "AllowHeaders", cors.allowHeaders());
    put(json, "AllowMethods", cors.allowMethods());
    put(json, "AllowOrigins", cors.allowOrigins());
    put(json, "ExposeHeaders", cors.exposeHeaders());
    if (cors.maxAge() != null) {
      json.put("MaxAge", cors.maxAge());
    }
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable List<String> values) {
    if (values != null) {
      values.forEach(json.putArray(name)::add);
    }
  }

  private static String newId() {
    StringBuilder id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return id.toString();
  }
}
