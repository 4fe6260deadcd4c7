package dev.tripline.dispatcher.lambdaapi.layer;

import dev.tripline.dispatcher.function.registry.Layer;
import dev.tripline.dispatcher.function.registry.ResourcePolicy;
import dev.tripline.dispatcher.function.registry.ResourcePolicy.Statement;
import dev.tripline.dispatcher.lambdaapi.function.Changes;
import dev.tripline.dispatcher.lambdaapi.permission.Policies;
import dev.tripline.dispatcher.lambdaapi.request.Names;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The permissions to use a layer version. One account owns all there is, so a statement adds to
/// what its own calls may do anyway.
public record LayerPermissions(Parts parts, Policies policies) {
  public void addTo(Routes routes) {
    routes.checked("AddLayerVersionPermission", this::add);
    routes.checked("GetLayerVersionPolicy", this::get);
    routes.checked("RemoveLayerVersionPermission", this::remove);
  }

  private Answer add(Input input) {
    String sid = input.string("StatementId");
    ObjectNode json = statement(input, sid);
    Layer.Version changed =
        change(
            input,
            policy -> {
              if (policy != null) {
                Names.requireRevision(input, policy.revisionId(), "GetLayerPolicy");
                if (policy.find(sid).isPresent()) {
                  throw Policies.duplicate(sid);
                }
              }
              return policies.requireShort(
                  Policies.orEmpty(policy)
                      .plus(new Statement(sid, json.toString()), Changes.newId()));
            });
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("Statement", json.toString());
    answer.put("RevisionId", Policies.orEmpty(changed.policy()).revisionId());
    return Answer.json(201, answer);
  }

  private ObjectNode statement(Input input, String sid) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("Sid", sid).put("Effect", "Allow");
    Policies.addPrincipal(json, input.string("Principal"));
    json.put("Action", input.string("Action"));
    json.put("Resource", arn(input));
    if (input.has("OrganizationId")) {
      json.putObject("Condition")
          .putObject("StringEquals")
          .put("aws:PrincipalOrgID", input.string("OrganizationId"));
    }
    return json;
  }

  private Answer get(Input input) {
    ResourcePolicy policy = existing(version(input).policy());
    return Answer.json(200, Policies.view(policy));
  }

  private Answer remove(Input input) {
    String sid = input.string("StatementId");
    change(
        input,
        current -> {
          ResourcePolicy policy = existing(current);
          Names.requireRevision(input, policy.revisionId(), "GetLayerPolicy");
          return Policies.without(policy, sid);
        });
    return Answer.empty(204);
  }

  private static ResourcePolicy existing(@Nullable ResourcePolicy policy) {
    if (policy == null) {
      throw ApiException.notFound("No policy is associated with the given resource.");
    }
    return policy;
  }

  private Layer.Version version(Input input) {
    return parts
        .registry()
        .layer(Layers.name(parts, input))
        .flatMap(layer -> layer.version(Layers.number(input)))
        .orElseThrow(() -> none(input));
  }

  private Layer.Version change(Input input, UnaryOperator<@Nullable ResourcePolicy> change) {
    long number = Layers.number(input);
    Layer changed =
        parts
            .registry()
            .changeLayer(
                Layers.name(parts, input),
                layer -> {
                  if (layer == null) {
                    throw none(input);
                  }
                  Layer.Version version = layer.version(number).orElseThrow(() -> none(input));
                  return layer.with(version.withPolicy(change.apply(version.policy())));
                });
    if (changed == null) {
      throw none(input);
    }
    return changed.version(number).orElseThrow(() -> none(input));
  }

  private ApiException none(Input input) {
    return ApiException.notFound("Layer version " + arn(input) + " does not exist.");
  }

  private String arn(Input input) {
    return parts
        .names()
        .account()
        .lambdaArn("layer:" + Layers.name(parts, input) + ":" + Layers.number(input));
  }
}
