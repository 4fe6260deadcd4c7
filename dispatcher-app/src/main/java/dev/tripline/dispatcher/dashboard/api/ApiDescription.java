package dev.tripline.dispatcher.dashboard.api;

import dev.tripline.dispatcher.rest.ApiProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A description in YAML that is served as a file. Not to be changed; safe for many threads.
///
/// @param schemas the path of the pages that show its schemas
record ApiDescription(JsonNode document, String schemas) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// Reads a file of the dispatcher's own.
  static ApiDescription read(String resource, String schemas) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    try (InputStream yaml =
        Objects.requireNonNull(ApiDescription.class.getResourceAsStream(resource), resource)) {
      Map<String, Object> tree = new Yaml(new SafeConstructor(strict)).load(yaml);
      return new ApiDescription(JSON.valueToTree(tree), schemas);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The node itself, or what it refers to.
  JsonNode resolve(JsonNode node) {
    return node.path("$ref").isString()
        ? document.at(node.path("$ref").stringValue().substring(1))
        : node;
  }

  /// @throws ApiProblem if there is none of that name
  JsonNode schema(String name) {
    JsonNode schema = document.path("components").path("schemas").path(name);
    if (!schema.isObject()) {
      throw ApiProblem.notFound("there is no schema " + name);
    }
    return schema;
  }

  String text() {
    return JSON.writeValueAsString(document);
  }
}
