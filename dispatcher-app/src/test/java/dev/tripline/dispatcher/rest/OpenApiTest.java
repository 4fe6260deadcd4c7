package dev.tripline.dispatcher.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.rest.OpenApiDocument.Described;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/// openapi.yaml describes the routes that there are, and no others.
class OpenApiTest {
  private static @TempDir Path data;
  private static @Nullable ConfigurableApplicationContext app;

  @BeforeAll
  static void start() {
    app =
        SpringApplication.run(
            TriplineApplication.class,
            "--server.port=0",
            "--tripline.data-directory=" + data.resolve("data"));
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(app).close();
  }

  @Test
  void every_route_is_described_and_every_description_has_its_route() {
    assertThat(routes().keySet())
        .containsExactlyInAnyOrderElementsOf(
            OpenApiDocument.SERVED.operations().stream().map(Described::toString).toList());
  }

  @Test
  void operations_have_names_of_their_own() {
    List<String> names = OpenApiDocument.SERVED.operations().stream().map(Described::id).toList();
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("([A-Z][a-z]+)+"));
  }

  /// In openapi.yaml and in docs/security.md.
  @Test
  void kinds_of_resources_are_named() throws IOException {
    assertThat(Files.readString(Path.of("src/main/resources/static/openapi.yaml")))
        .containsIgnoringWhitespaces("The kinds are " + Resource.kinds());
    String security = Files.readString(Path.of("../docs/security.md"));
    assertThat(Resource.kinds().split(", ")).allMatch(kind -> security.contains("`" + kind + "`"));
  }

  @Test
  void every_query_parameter_is_described_and_every_description_is_read() {
    Map<String, HandlerMethod> routes = routes();
    for (Described described : OpenApiDocument.SERVED.operations()) {
      Set<String> read =
          ApiConfiguration.parameters(Objects.requireNonNull(routes.get(described.toString())));
      assertThat(described.queryParameters())
          .as(described.toString())
          .containsExactlyInAnyOrderElementsOf(read);
    }
  }

  @Test
  void every_example_fits_its_schema() {
    List<String> checked = new ArrayList<>();
    check(OpenApiDocument.SERVED.document(), "", checked);
    assertThat(checked).hasSizeGreaterThan(10);
  }

  /// Wherever an example stands beside a schema or within one.
  private static void check(JsonNode node, String path, List<String> checked) {
    JsonNode schema = node.has("schema") ? node.path("schema") : node;
    boolean text = path.endsWith("text~1event-stream");
    if (node.has("example") && !text) {
      fit(path, schema, node.path("example"), checked);
    }
    for (JsonNode example : node.path("examples")) {
      fit(path, schema, example.has("value") ? example.path("value") : example, checked);
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (!member.getKey().startsWith("example")) {
        check(member.getValue(), path + "/" + member.getKey().replace("/", "~1"), checked);
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      check(node.path(i), path + "/" + i, checked);
    }
  }

  private static void fit(String path, JsonNode schema, JsonNode value, List<String> checked) {
    OpenApiDocument.SERVED.requireFit("the example of " + path, schema, value);
    checked.add(path);
  }

  /// The handlers of `/v1` by `METHOD path operation`.
  private static Map<String, HandlerMethod> routes() {
    Map<String, HandlerMethod> routes = new TreeMap<>();
    Objects.requireNonNull(app)
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((mapping, handler) -> {
          for (String path : mapping.getPatternValues()) {
            if (path.startsWith("/v1/") && !path.endsWith("/**")) {
              Operation operation =
                  Objects.requireNonNull(handler.getMethodAnnotation(Operation.class), path);
              String described = path.replace("{*", "{");
              Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
              // A source answers for all methods and paths; the POST of CloudEvents is described.
              (methods.isEmpty() ? Set.of(RequestMethod.POST) : methods)
                  .forEach(method ->
                      routes.put(method + " " + described + " " + operation.value(), handler));
            }
          }
        });
    return routes;
  }
}
