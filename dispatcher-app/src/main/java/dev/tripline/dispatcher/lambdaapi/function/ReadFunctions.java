package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.lambdaapi.code.PackageDownloads;
import dev.tripline.dispatcher.lambdaapi.request.Page;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Shows functions and their versions.
public record ReadFunctions(Parts parts, PackageDownloads downloads) {
  public void addTo(Routes routes) {
    routes.checked("ListFunctions", this::list);
    routes.checked("GetFunction", this::function);
    routes.checked("GetFunctionConfiguration", this::configuration);
    routes.checked("ListVersionsByFunction", this::versions);
  }

  private Answer function(Input input) {
    FunctionTarget target = parts.names().target(input);
    PackageFunction function = parts.names().function(target);
    FunctionVersion version = parts.names().version(function, target);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("Configuration", view(input, target, version));
    FunctionVersion.Image image = version.code().image();
    ObjectNode code = answer.putObject("Code").put("RepositoryType", image == null ? "S3" : "ECR");
    if (image != null) {
      code.put("ImageUri", image.uri()).put("ResolvedImageUri", image.resolvedUri());
    } else if (input.call().seesContent()) {
      code.put("Location", downloads.url(input.call(), version.code().sha256()));
    }
    if (!function.tags().isEmpty()) {
      ObjectNode tags = answer.putObject("Tags");
      function.tags().forEach(tags::put);
    }
    Integer reserved = function.reservedConcurrency();
    if (reserved != null) {
      answer.putObject("Concurrency").put("ReservedConcurrentExecutions", reserved);
    }
    return Answer.json(200, answer);
  }

  private Answer configuration(Input input) {
    FunctionTarget target = parts.names().target(input);
    PackageFunction function = parts.names().function(target);
    return Answer.json(200, view(input, target, parts.names().version(function, target)));
  }

  private ObjectNode view(Input input, FunctionTarget target, FunctionVersion version) {
    return shown(input, parts.views().full(target.name(), parts.names().arn(target), version));
  }

  /// As AWS answers to those who may not decrypt a function's variables.
  private static ObjectNode shown(Input input, ObjectNode view) {
    if (view.has("Environment") && !input.call().seesContent()) {
      view.putObject("Environment")
          .putObject("Error")
          .put("ErrorCode", "AccessDeniedException")
          .put("Message", "The role of this caller does not include environment variables.");
    }
    if (view.path("DeadLetterConfig") instanceof ObjectNode config && !input.call().seesContent()) {
      config.put("TargetArn", HiddenContent.ofUrl(config.path("TargetArn").asString()));
    }
    return view;
  }

  private Answer list(Input input) {
    boolean allVersions = input.has("FunctionVersion");
    List<Entry> entries = new ArrayList<>();
    if (inThisRegion(input)) {
      parts.registry().functions().stream()
          .sorted(Comparator.comparing(PackageFunction::name))
          .forEach(function -> {
            if (allVersions) {
              entries.addAll(versions(function));
            } else {
              entries.add(new Entry(function.name(), null, function.latest()));
            }
          });
    }
    return answer(input, Page.of(input, entries), "Functions");
  }

  private boolean inThisRegion(Input input) {
    String master = input.string("MasterRegion", "ALL");
    return master.equals("ALL") || master.equals(parts.names().account().region());
  }

  private Answer versions(Input input) {
    FunctionTarget target = FunctionTarget.latest(parts.names().target(input).name());
    return answer(input, Page.of(input, versions(parts.names().function(target))), "Versions");
  }

  private static List<Entry> versions(PackageFunction function) {
    List<Entry> all = new ArrayList<>();
    all.add(new Entry(function.name(), FunctionVersion.LATEST, function.latest()));
    for (FunctionVersion version : function.published()) {
      all.add(new Entry(function.name(), version.number(), version));
    }
    return all;
  }

  private Answer answer(Input input, Page<Entry> page, String member) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray(member);
    for (Entry entry : page.items()) {
      String arn = parts.names().arn(new FunctionTarget(entry.name, entry.qualifier));
      list.add(shown(input, parts.views().listed(entry.name, arn, entry.version)));
    }
    page.addMarker(answer);
    return Answer.json(200, answer);
  }

  private record Entry(String name, @Nullable String qualifier, FunctionVersion version) {}
}
