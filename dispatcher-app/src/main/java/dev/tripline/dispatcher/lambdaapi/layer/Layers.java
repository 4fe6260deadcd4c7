package dev.tripline.dispatcher.lambdaapi.layer;

import dev.tripline.dispatcher.function.registry.FunctionVersion.Code;
import dev.tripline.dispatcher.function.registry.Layer;
import dev.tripline.dispatcher.lambdaapi.code.CodeStorage;
import dev.tripline.dispatcher.lambdaapi.code.PackageDownloads;
import dev.tripline.dispatcher.lambdaapi.code.PackageUploads;
import dev.tripline.dispatcher.lambdaapi.function.CreateFunction;
import dev.tripline.dispatcher.lambdaapi.function.FunctionViews;
import dev.tripline.dispatcher.lambdaapi.request.Names;
import dev.tripline.dispatcher.lambdaapi.request.Page;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Layers and their versions.
public record Layers(
    Parts parts,
    LayerUses uses,
    PackageUploads uploads,
    PackageDownloads downloads,
    CodeStorage storage) {
  private static final String PUBLISH = "PublishLayerVersion";

  public void addTo(Routes routes) {
    routes.add(PUBLISH, CreateFunction.withPackage(PUBLISH, uses.limits(), this::publish));
    routes.checked("ListLayers", this::list);
    routes.checked("GetLayerVersionByArn", this::getByArn);
    routes.checked("ListLayerVersions", this::versions);
    routes.checked("GetLayerVersion", this::get);
    routes.checked("DeleteLayerVersion", this::delete);
  }

  private Answer publish(Input input) {
    String name = name(parts, input);
    Code content = uploads.layer(input.object("Content"));
    storage.requireRoom(content.size());
    Layer changed =
        Objects.requireNonNull(
            parts
                .registry()
                .changeLayer(
                    name,
                    current -> {
                      Layer layer = current == null ? new Layer(name, 1, List.of()) : current;
                      return layer.with(version(input, layer.nextVersion(), content));
                    }));
    Layer.Version version = changed.versions().getLast();
    return Answer.json(201, withContent(input, name, version));
  }

  private Layer.Version version(Input input, int number, Code content) {
    return new Layer.Version(
        number,
        input.string("Description", ""),
        parts.clock().instant(),
        content.sha256(),
        content.size(),
        input.optionalStrings("CompatibleRuntimes"),
        input.optionalStrings("CompatibleArchitectures"),
        input.optional("LicenseInfo"),
        null);
  }

  private Answer get(Input input) {
    String name = name(parts, input);
    Layer.Version version = require(name, number(input));
    return Answer.json(200, withContent(input, name, version));
  }

  private Answer getByArn(Input input) {
    String arn = input.string("Arn");
    requireOurs(parts.names(), arn);
    Layer.Version version = uses.version(arn).orElseThrow(Layers::none);
    return Answer.json(200, withContent(input, arn.split(":", -1)[6], version));
  }

  private Answer delete(Input input) {
    String name = name(parts, input);
    long number = number(input);
    parts.registry().changeLayer(name, layer -> layer == null ? null : layer.without(number));
    return Answer.empty(204);
  }

  private Answer versions(Input input) {
    String name = name(parts, input);
    List<Layer.Version> newestFirst =
        parts.registry().layer(name).map(Layer::versions).orElse(List.of()).stream()
            .filter(version -> suits(input, version))
            .sorted(Comparator.comparingInt(Layer.Version::number).reversed())
            .toList();
    Page<Layer.Version> page = Page.of(input, newestFirst);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray("LayerVersions");
    page.items().forEach(version -> list.add(listed(name, version)));
    page.addMarker(answer);
    return Answer.json(200, answer);
  }

  private Answer list(Input input) {
    List<ObjectNode> all = new ArrayList<>();
    parts.registry().layers().stream()
        .sorted(Comparator.comparing(Layer::name))
        .forEach(layer -> {
          Layer.Version newest = newest(input, layer);
          if (newest != null) {
            ObjectNode view = JsonNodeFactory.instance.objectNode();
            view.put("LayerName", layer.name());
            view.put("LayerArn", arn(layer.name()));
            view.set("LatestMatchingVersion", listed(layer.name(), newest));
            all.add(view);
          }
        });
    Page<ObjectNode> page = Page.of(input, all);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.putArray("Layers").addAll(page.items());
    page.addMarker(answer);
    return Answer.json(200, answer);
  }

  private static Layer.@Nullable Version newest(Input input, Layer layer) {
    return layer.versions().reversed().stream()
        .filter(version -> suits(input, version))
        .findFirst()
        .orElse(null);
  }

  private static boolean suits(Input input, Layer.Version version) {
    return suits(input.optional("CompatibleRuntime"), version.compatibleRuntimes())
        && suits(input.optional("CompatibleArchitecture"), version.compatibleArchitectures());
  }

  private static boolean suits(@Nullable String wanted, @Nullable List<String> offered) {
    return wanted == null || (offered != null && offered.contains(wanted));
  }

  Layer.Version require(String name, long number) {
    return parts
        .registry()
        .layer(name)
        .flatMap(layer -> layer.version(number))
        .orElseThrow(Layers::none);
  }

  private static ApiException none() {
    return ApiException.notFound("The resource you requested does not exist.");
  }

  /// The bare name of a layer that is named by name or ARN.
  ///
  /// @throws ApiException if the ARN is of another account or region
  static String name(Parts parts, Input input) {
    String name = input.string("LayerName");
    requireOurs(parts.names(), name);
    return name.substring(name.lastIndexOf(':') + 1);
  }

  private static void requireOurs(Names names, String nameOrArn) {
    String[] arn = nameOrArn.split(":", -1);
    if (arn.length > 4) {
      names.requireOurs("Layers", arn[3], arn[4]);
    }
  }

  static long number(Input input) {
    long number = input.number("VersionNumber");
    if (number < 1) {
      throw ApiException.invalid("Layer Version Cannot be less than 1");
    }
    return number;
  }

  private String arn(String name) {
    return parts.names().account().lambdaArn("layer:" + name);
  }

  private ObjectNode withContent(Input input, String name, Layer.Version version) {
    ObjectNode view = listed(name, version);
    view.put("LayerArn", arn(name));
    ObjectNode content = view.putObject("Content");
    if (input.call().seesContent()) {
      content.put("Location", downloads.url(input.call(), version.sha256()));
    }
    content
        .put("CodeSha256", FunctionViews.base64(version.sha256()))
        .put("CodeSize", version.size());
    return view;
  }

  private ObjectNode listed(String name, Layer.Version version) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("LayerVersionArn", arn(name) + ":" + version.number());
    view.put("Version", version.number());
    view.put("Description", version.description());
    view.put("CreatedDate", FunctionViews.time(version.created()));
    addList(view, "CompatibleRuntimes", version.compatibleRuntimes());
    addList(view, "CompatibleArchitectures", version.compatibleArchitectures());
    if (version.licenseInfo() != null) {
      view.put("LicenseInfo", version.licenseInfo());
    }
    return view;
  }

  private static void addList(ObjectNode view, String member, @Nullable List<String> values) {
    if (values != null) {
      values.forEach(view.putArray(member)::add);
    }
  }
}
