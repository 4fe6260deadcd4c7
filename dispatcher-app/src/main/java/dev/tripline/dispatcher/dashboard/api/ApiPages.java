package dev.tripline.dispatcher.dashboard.api;

import dev.tripline.dispatcher.dashboard.api.Words.Span;
import dev.tripline.dispatcher.rest.ApiProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the pages show of openapi.yaml and asyncapi.yaml. Not changed once made; safe for many threads.
final class ApiPages {
  private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

  private final ApiDescription asked = ApiDescription.read("/static/openapi.yaml", "/api/schemas/");
  private final ApiDescription sent =
      ApiDescription.read("/static/asyncapi.yaml", "/api/message-schemas/");
  private final SchemaReader askedSchemas = new SchemaReader(asked.schemas());
  private final SchemaReader sentSchemas = new SchemaReader(sent.schemas());
  private final List<Described> operations = described();
  private final List<ChannelView> channels =
      sent.document().path("channels").properties().stream()
          .map(channel -> channel(channel.getKey(), channel.getValue()))
          .toList();

  ApiDescription asked() {
    return asked;
  }

  ApiDescription sent() {
    return sent;
  }

  /// Operations that belong together.
  record Group(String name, List<List<Span>> about, List<Heading> operations) {}

  /// An operation in a list.
  record Heading(String id, String method, String path, String summary) {}

  record Parameter(
      String name, String in, boolean required, SchemaView schema, List<List<Span>> about) {}

  /// One of the things that an operation takes or answers.
  ///
  /// @param schema null if nothing is said of it
  record Body(
      String name,
      List<List<Span>> about,
      String contentType,
      @Nullable SchemaView schema,
      List<Example> examples) {}

  /// @param name empty for the only one
  record Example(String name, String text) {}

  record OperationView(
      Heading heading,
      List<List<Span>> about,
      List<Parameter> parameters,
      List<Body> requests,
      List<Body> responses) {}

  record MessageView(
      String name, List<List<Span>> about, @Nullable SchemaView headers, SchemaView payload) {}

  /// A channel that messages are sent to.
  ///
  /// @param address null if a setting or a request names it
  record ChannelView(
      String id,
      String title,
      @Nullable String address,
      String protocol,
      List<List<Span>> summary,
      List<List<Span>> about,
      List<MessageView> messages) {}

  List<List<Span>> about(ApiDescription description) {
    return Words.of(description.document().path("info").path("description"));
  }

  /// All operations, by tag.
  List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (JsonNode tag : asked.document().path("tags")) {
      String name = tag.path("name").asString();
      List<Heading> tagged =
          operations.stream()
              .filter(one -> one.operation.path("tags").path(0).asString("").equals(name))
              .map(Described::heading)
              .toList();
      groups.add(new Group(name, Words.of(tag.path("description")), tagged));
    }
    return groups;
  }

  /// @throws ApiProblem if there is none of that name
  OperationView operation(String id) {
    Described found =
        operations.stream()
            .filter(described -> described.heading().id().equals(id))
            .findFirst()
            .orElseThrow(() -> ApiProblem.notFound("there is no operation " + id));
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode list :
        List.of(found.shared.path("parameters"), found.operation.path("parameters"))) {
      list.forEach(parameter -> parameters.add(parameter(asked.resolve(parameter))));
    }
    List<Body> requests = bodies("", asked.resolve(found.operation.path("requestBody")));
    List<Body> responses = new ArrayList<>();
    for (Map.Entry<String, JsonNode> response : found.operation.path("responses").properties()) {
      responses.addAll(bodies(response.getKey(), asked.resolve(response.getValue())));
    }
    return new OperationView(
        found.heading(),
        Words.of(found.operation.path("description")),
        parameters,
        requests,
        responses);
  }

  /// @throws ApiProblem if there is none of that name
  SchemaView schema(String name) {
    return askedSchemas.read(asked.schema(name));
  }

  /// @throws ApiProblem if there is none of that name
  SchemaView messageSchema(String name) {
    return sentSchemas.read(sent.schema(name));
  }

  List<ChannelView> channels() {
    return channels;
  }

  /// @throws ApiProblem if there is none of that name
  ChannelView channel(String id) {
    return channels.stream()
        .filter(channel -> channel.id().equals(id))
        .findFirst()
        .orElseThrow(() -> ApiProblem.notFound("there is no channel " + id));
  }

  private ChannelView channel(String id, JsonNode channel) {
    List<MessageView> messages = new ArrayList<>();
    for (Map.Entry<String, JsonNode> message : channel.path("messages").properties()) {
      JsonNode headers = message.getValue().path("headers");
      messages.add(
          new MessageView(
              message.getKey(),
              Words.of(message.getValue().path("summary")),
              headers.isObject() ? sentSchemas.read(sent.resolve(headers)) : null,
              sentSchemas.read(sent.resolve(message.getValue().path("payload")))));
    }
    JsonNode server = sent.resolve(channel.path("servers").path(0));
    return new ChannelView(
        id,
        channel.path("title").asString(),
        channel.path("address").isString() ? channel.path("address").stringValue() : null,
        server.path("protocol").asString(),
        Words.of(channel.path("summary")),
        Words.of(channel.path("description")),
        messages);
  }

  private record Described(String method, String path, JsonNode operation, JsonNode shared) {
    Heading heading() {
      return new Heading(
          operation.path("operationId").asString(),
          method.toUpperCase(Locale.ROOT),
          path,
          operation.path("summary").asString(""));
    }
  }

  private List<Described> described() {
    List<Described> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : asked.document().path("paths").properties()) {
      for (String method : METHODS) {
        JsonNode operation = path.getValue().path(method);
        if (operation.isObject()) {
          all.add(new Described(method, path.getKey(), operation, path.getValue()));
        }
      }
    }
    return all;
  }

  private Parameter parameter(JsonNode parameter) {
    return new Parameter(
        parameter.path("name").asString(),
        parameter.path("in").asString(),
        parameter.path("required").asBoolean(false),
        askedSchemas.read(parameter.path("schema")),
        Words.of(parameter.path("description")));
  }

  private List<Example> examples(JsonNode content) {
    List<Example> examples = new ArrayList<>();
    if (content.has("example")) {
      examples.add(new Example("", text(content.path("example"))));
    }
    for (Map.Entry<String, JsonNode> example : content.path("examples").properties()) {
      JsonNode value = asked.resolve(example.getValue()).path("value");
      examples.add(new Example(example.getKey(), text(value)));
    }
    return examples;
  }

  private static String text(JsonNode example) {
    return example.isString() ? example.stringValue() : SchemaReader.json(example);
  }

  private List<Body> bodies(String name, JsonNode described) {
    List<Body> bodies = new ArrayList<>();
    List<List<Span>> about = Words.of(described.path("description"));
    for (Map.Entry<String, JsonNode> content : described.path("content").properties()) {
      JsonNode schema = content.getValue().path("schema");
      bodies.add(
          new Body(
              name,
              about,
              content.getKey(),
              schema.isObject() ? askedSchemas.read(schema) : null,
              examples(content.getValue())));
    }
    if (bodies.isEmpty() && !about.isEmpty()) {
      bodies.add(new Body(name, about, "", null, List.of()));
    }
    return bodies;
  }
}
