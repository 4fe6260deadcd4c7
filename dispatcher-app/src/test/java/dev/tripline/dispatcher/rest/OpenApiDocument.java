package dev.tripline.dispatcher.rest;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The openapi.yaml that is served, as what every answer of `/v1` is held against. Objects that list
/// their members may have no others: an answer shows nothing that is not described.
public final class OpenApiDocument {
  public static final OpenApiDocument SERVED = read("/static/openapi.yaml");

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

  private final ObjectNode document;
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private OpenApiDocument(ObjectNode document) {
    this.document = document;
  }

  static OpenApiDocument read(String resource) {
    try (InputStream yaml =
        Objects.requireNonNull(OpenApiDocument.class.getResourceAsStream(resource))) {
      LoaderOptions strict = new LoaderOptions();
      strict.setAllowDuplicateKeys(false);
      Map<String, Object> tree = new Yaml(new SafeConstructor(strict)).load(yaml);
      return new OpenApiDocument(new JsonMapper().valueToTree(tree));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One operation of the document.
  record Described(String method, String path, String id, JsonNode operation, JsonNode shared) {

    /// The names of its query parameters.
    List<String> queryParameters() {
      List<String> names = new ArrayList<>();
      for (JsonNode parameters : List.of(shared.path("parameters"), operation.path("parameters"))) {
        for (JsonNode parameter : parameters) {
          if (parameter.path("in").asString("").equals("query")) {
            names.add(parameter.path("name").asString());
          }
        }
      }
      return names;
    }

    @Override
    public String toString() {
      return method + " " + path + " " + id;
    }
  }

  List<Described> operations() {
    List<Described> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (String method : METHODS) {
        JsonNode operation = path.getValue().path(method);
        if (operation.isObject()) {
          all.add(
              new Described(
                  method.toUpperCase(Locale.ROOT),
                  path.getKey(),
                  operation.path("operationId").asString(),
                  operation,
                  path.getValue()));
        }
      }
    }
    return all;
  }

  ObjectNode document() {
    return document;
  }

  /// Fails unless the answer fits what is described of its operation. Answers outside of `/v1` are
  /// somebody else's.
  public void check(HttpResponse<String> answer) {
    String path = answer.uri().getPath();
    if (!path.startsWith("/v1/")) {
      return;
    }
    String what = answer.request().method() + " " + answer.uri() + " → " + answer.statusCode();
    Described described = find(answer.request().method(), path);
    JsonNode response =
        described == null
            ? document.at("/components/responses/Problem")
            : response(described, answer.statusCode(), what);
    if (described == null && answer.statusCode() / 100 == 2) {
      throw new AssertionError(what + " is not described");
    }
    JsonNode content = response.path("content");
    if (!content.isObject()) {
      require(answer.body().isEmpty(), what + " has a body that is not described");
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
    require(content.has(type), what + " has the content type '" + type + "'");
    if (type.endsWith("json") && !type.endsWith("ndjson")) {
      requireFit(what, content.path(type).path("schema"), JSON.readTree(answer.body()));
    }
  }

  private JsonNode response(Described described, int status, String what) {
    JsonNode responses = described.operation().path("responses");
    JsonNode response = responses.path(Integer.toString(status));
    if (response.isMissingNode() && status >= 400) {
      response = responses.path("default");
    }
    require(!response.isMissingNode(), what + " is a status that is not described");
    return resolve(response);
  }

  /// The node itself, or what it refers to.
  JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
  }

  /// Fails unless the value fits the schema.
  void requireFit(String what, JsonNode schema, JsonNode value) {
    ObjectNode whole = ((ObjectNode) schema).deepCopy();
    whole.set("components", document.path("components").deepCopy());
    close(whole);
    Schema compiled = schemas.getSchema(whole);
    List<Error> errors = compiled.validate(value);
    require(errors.isEmpty(), what + ": " + errors + " in " + value);
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(OpenApiDocument::close);
  }

  /// Literal parts of a path are preferred to parameters, as routes are.
  private @Nullable Described find(String method, String path) {
    Described best = null;
    for (Described described : operations()) {
      if (described.method().equals(method)
          && path.matches(pattern(described.path()))
          && (best == null || best.path().contains("{"))) {
        best = described;
      }
    }
    return best;
  }

  private static String pattern(String path) {
    String any = path.startsWith("/v1/secrets/") ? ".+" : "[^/]+";
    return path.replaceAll("\\{[^}]*}", any);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }
}
