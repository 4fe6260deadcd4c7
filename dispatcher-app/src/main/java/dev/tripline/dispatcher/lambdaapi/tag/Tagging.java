package dev.tripline.dispatcher.lambdaapi.tag;

import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.lambdaapi.function.Changes;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Tags of functions, and of the other resources that have them.
public record Tagging(Parts parts, List<TaggedResources> others) {
  private static final int MOST = 50;

  public void addTo(Routes routes) {
    routes.checked("ListTags", this::list);
    routes.checked("TagResource", this::tag);
    routes.checked("UntagResource", this::untag);
  }

  public static void requireFew(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw ApiException.invalid("Number of tags exceeds resource tag limit.");
    }
  }

  private Answer list(Input input) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode tags = answer.putObject("Tags");
    String resource = input.string("Resource");
    Map<String, String> all =
        other(resource)
            .map(found -> found.tags(resource))
            .orElseGet(() -> parts.names().function(target(input)).tags());
    all.forEach(tags::put);
    return Answer.json(200, answer);
  }

  private Answer tag(Input input) {
    Map<String, String> added = input.map("Tags");
    if (added.isEmpty()) {
      throw ApiException.invalid("An error occurred and the request cannot be processed.");
    }
    change(
        input,
        tags -> {
          tags.putAll(added);
          requireFew(tags);
          return tags;
        });
    return Answer.empty(204);
  }

  private Answer untag(Input input) {
    List<String> keys = input.strings("TagKeys");
    change(
        input,
        tags -> {
          tags.keySet().removeAll(keys);
          return tags;
        });
    return Answer.empty(204);
  }

  private void change(Input input, UnaryOperator<Map<String, String>> change) {
    String resource = input.string("Resource");
    Optional<TaggedResources> other = other(resource);
    if (other.isPresent()) {
      other.get().change(resource, change);
      return;
    }
    new Changes(parts)
        .change(
            target(input),
            function -> changed(function, change.apply(new LinkedHashMap<>(function.tags()))));
  }

  private Optional<TaggedResources> other(String resource) {
    return others.stream().filter(kind -> kind.has(resource)).findFirst();
  }

  private static PackageFunction changed(PackageFunction function, Map<String, String> tags) {
    return function.withTags(tags).withLatest(function.latest().withRevision(Changes.newId()));
  }

  private FunctionTarget target(Input input) {
    String resource = input.string("Resource");
    if (!resource.contains(":function:")) {
      throw ApiException.notFound("The resource you requested does not exist: " + resource);
    }
    FunctionTarget target = parts.names().target(resource, null);
    if (target.qualifier() != null) {
      throw ApiException.invalid(
          "Tags on function aliases and versions are not supported. Please specify a function"
              + " ARN.");
    }
    return target;
  }
}
