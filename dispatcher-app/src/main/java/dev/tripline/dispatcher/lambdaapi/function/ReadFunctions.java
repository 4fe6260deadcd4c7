package dev.tripline.dispatcher.lambdaapi.function;

import static dev.tripline.dispatcher.lambdaapi.request.Members.ANY_FUNCTION;
import static dev.tripline.dispatcher.lambdaapi.request.Members.MARKER;
import static dev.tripline.dispatcher.lambdaapi.request.Members.MAX_ITEMS;
import static dev.tripline.dispatcher.lambdaapi.request.Members.QUALIFIER;

import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.lambdaapi.code.PackageDownloads;
import dev.tripline.dispatcher.lambdaapi.request.Page;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.Check;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Member;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.dispatcher.lambdaapi.wire.Shape;
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
    Shape one = Shape.of(ANY_FUNCTION, QUALIFIER);
    Shape all =
        Shape.of(
            Member.query("MasterRegion"),
            Member.query("FunctionVersion", Check.oneOf("ALL")),
            MARKER,
            MAX_ITEMS);
    routes.add("ListFunctions", all.then(this::list));
    routes.add("GetFunction", one.then(this::function));
    routes.add("GetFunctionConfiguration", one.then(this::configuration));
    routes.add(
        "ListVersionsByFunction", Shape.of(ANY_FUNCTION, MARKER, MAX_ITEMS).then(this::versions));
  }

  private Answer function(Input input) {
    FunctionTarget target = parts.names().target(input);
    PackageFunction function = parts.names().function(target);
    FunctionVersion version = parts.names().version(function, target);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("Configuration", view(target, version));
    answer
        .putObject("Code")
        .put("RepositoryType", "S3")
        .put("Location", downloads.url(input.call(), version.code().sha256()));
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
    return Answer.json(200, view(target, parts.names().version(function, target)));
  }

  private ObjectNode view(FunctionTarget target, FunctionVersion version) {
    return parts.views().full(target.name(), parts.names().arn(target), version);
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
    return answer(Page.of(input, entries), "Functions");
  }

  private boolean inThisRegion(Input input) {
    String master = input.string("MasterRegion", "ALL");
    return master.equals("ALL") || master.equals(parts.names().account().region());
  }

  private Answer versions(Input input) {
    FunctionTarget target = FunctionTarget.latest(parts.names().target(input).name());
    return answer(Page.of(input, versions(parts.names().function(target))), "Versions");
  }

  private static List<Entry> versions(PackageFunction function) {
    List<Entry> all = new ArrayList<>();
    all.add(new Entry(function.name(), FunctionVersion.LATEST, function.latest()));
    for (FunctionVersion version : function.published()) {
      all.add(new Entry(function.name(), version.number(), version));
    }
    return all;
  }

  private Answer answer(Page<Entry> page, String member) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray(member);
    for (Entry entry : page.items()) {
      String arn = parts.names().arn(new FunctionTarget(entry.name, entry.qualifier));
      list.add(parts.views().listed(entry.name, arn, entry.version));
    }
    page.addMarker(answer);
    return Answer.json(200, answer);
  }

  private record Entry(String name, @Nullable String qualifier, FunctionVersion version) {}
}
