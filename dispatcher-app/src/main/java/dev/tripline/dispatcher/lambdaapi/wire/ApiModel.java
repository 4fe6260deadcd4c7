package dev.tripline.dispatcher.lambdaapi.wire;

import dev.tripline.dispatcher.lambdaapi.wire.Member.Kind;
import dev.tripline.dispatcher.lambdaapi.wire.Member.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// AWS's published model of the Lambda API (2015-03-31), as far as requests go: the paths of all
/// operations, and the members of their requests with their constraints. It is read from
/// `model.json`, which `build-tools/lambda-model/derive.py` derives from the model itself, so that no
/// constraint is written by hand. Safe for many threads.
public final class ApiModel {
  private static final JsonNode TABLE = read();
  private static final ConcurrentHashMap<String, Shape> REQUESTS = new ConcurrentHashMap<>();

  /// The routes of all operations, offered or not. An operation that shares its path with another
  /// one, and is told from it by its query, comes before that one.
  static final List<Route> ROUTES =
      TABLE.path("operations").properties().stream()
          .map(entry -> route(entry.getKey(), entry.getValue()))
          .sorted(Comparator.comparing(route -> !route.hasQuery()))
          .toList();

  private ApiModel() {}

  /// The members of an operation's request.
  ///
  /// @param operation AWS's name of it
  /// @throws IllegalArgumentException if there is no such operation
  public static Shape request(String operation) {
    return REQUESTS.computeIfAbsent(operation, ApiModel::build);
  }

  private static Shape build(String operation) {
    JsonNode found = TABLE.path("operations").path(operation);
    if (found.isMissingNode()) {
      throw new IllegalArgumentException("the Lambda API has no operation " + operation);
    }
    JsonNode input = found.path("input");
    return input.isNull()
        ? new Shape(List.of(), false)
        : structure(shape(input.asString()), operation + "/");
  }

  private static Route route(String name, JsonNode operation) {
    return Route.of(name, operation.path("method").asString(), operation.path("path").asString());
  }

  private static JsonNode shape(String name) {
    return TABLE.path("shapes").path(name);
  }

  /// @param path the operation and the members around it, to find deviations by
  private static Shape structure(JsonNode shape, String path) {
    Set<String> required =
        shape.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    List<Member> members =
        shape.path("members").properties().stream()
            .map(entry ->
                member(entry.getKey(), entry.getValue(), path, required.contains(entry.getKey())))
            .toList();
    return new Shape(members, shape.has("payload"));
  }

  private static Member member(String name, JsonNode reference, String path, boolean required) {
    JsonNode shape = shape(reference.path("shape").asString());
    Kind kind = kind(shape);
    JsonNode elements = elements(shape);
    String type = elements == null ? "" : elements.path("type").asString();
    return new Member(
        name,
        reference.has("name") ? reference.path("name").asString() : name,
        reference.has("in")
            ? Place.valueOf(reference.path("in").asString().toUpperCase(Locale.ROOT))
            : Place.BODY,
        new Member.Type(kind, elements == null ? null : kind(elements)),
        required,
        shape.path("sensitive").asBoolean(false),
        Deviations.apply(path + name, checks(shape)),
        kind == Kind.OBJECT
            ? structure(shape, path + name + ".")
            : type.equals("structure")
                ? structure(Objects.requireNonNull(elements), path + name + ".")
                : null);
  }

  /// The shape of a list's elements or of a map's values.
  private static @Nullable JsonNode elements(JsonNode shape) {
    return switch (shape.path("type").asString()) {
      case "list" -> shape(shape.path("member").asString());
      case "map" -> shape(shape.path("value").asString());
      default -> null;
    };
  }

  private static Kind kind(JsonNode shape) {
    return switch (shape.path("type").asString()) {
      case "string", "blob" -> Kind.STRING;
      case "integer", "long" -> Kind.INTEGER;
      case "double" -> Kind.NUMBER;
      case "timestamp" -> Kind.TIME;
      case "boolean" -> Kind.BOOLEAN;
      case "list" -> Kind.LIST;
      case "map" -> Kind.MAP;
      case "structure" -> Kind.OBJECT;
      default -> throw new IllegalStateException("the model has a type that is unknown: " + shape);
    };
  }

  /// The constraints of a shape, in the order in which AWS names them.
  private static List<Check> checks(JsonNode shape) {
    List<Check> checks = new ArrayList<>();
    JsonNode max = shape.path("max");
    JsonNode min = shape.path("min");
    switch (kind(shape)) {
      case INTEGER -> {
        max.longValueOpt().ifPresent(value -> checks.add(Check.atMost(value)));
        min.longValueOpt().ifPresent(value -> checks.add(Check.atLeast(value)));
      }
      case NUMBER -> {
        max.doubleValueOpt().ifPresent(value -> checks.add(Check.atMost(value)));
        min.doubleValueOpt().ifPresent(value -> checks.add(Check.atLeast(value)));
      }
      case STRING, LIST, MAP -> {
        max.intValueOpt().ifPresent(value -> checks.add(Check.maxLength(value)));
        min.intValueOpt().ifPresent(value -> checks.add(Check.minLength(value)));
      }
      case TIME, BOOLEAN, OBJECT -> {}
    }
    if (shape.has("pattern")) {
      checks.add(Check.pattern(shape.path("pattern").asString()));
    }
    if (shape.has("enum")) {
      checks.add(
          Check.oneOf(
              shape.path("enum").valueStream().map(JsonNode::asString).toArray(String[]::new)));
    }
    checks.addAll(ofParts(shape));
    return checks;
  }

  private static List<Check> ofParts(JsonNode shape) {
    JsonNode elements = elements(shape);
    if (elements == null || kind(elements) == Kind.OBJECT) {
      return List.of();
    }
    List<Check> inner = checks(elements);
    if (shape.path("type").asString().equals("list")) {
      return List.of(Check.each(inner));
    }
    List<Check> keys = checks(shape(shape.path("key").asString()));
    return List.of(Check.eachKey(keys), Check.eachValue(inner));
  }

  private static JsonNode read() {
    try (InputStream in = ApiModel.class.getResourceAsStream("model.json")) {
      return JsonMapper.builder().build().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException("the model of the Lambda API cannot be read", e);
    }
  }
}
