package dev.tripline.dispatcher.dashboard.trigger;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.rest.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The fields of the form that makes a trigger, as they were filled in.
///
/// @param given texts by the names of fields; those of the source begin with `source.`
public record NewTrigger(Map<String, String> given) {
  private static final int LONGEST = 65_536;
  private static final String KIND = "kind";
  private static final String MORE = "more";

  public NewTrigger {
    given = Map.copyOf(given);
  }

  /// The kind of source that was chosen.
  public String kind() {
    String kind = text(KIND);
    return kind != null && SourceField.kinds().containsKey(kind) ? kind : "schedule";
  }

  /// What a field holds; null if nothing.
  public @Nullable String text(String name) {
    return RequestFields.given(given.get(name));
  }

  /// The fields of the chosen kind.
  public List<SourceField> fields() {
    return SourceField.kinds().getOrDefault(kind(), List.of());
  }

  /// The request that `/v1/triggers` takes.
  ///
  /// @throws ApiProblem if more is no JSON object, or says again what a field says
  ObjectNode request() {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    put(request, "name");
    put(request, "function");
    ObjectNode source = request.putObject("source");
    if (!kind().equals(SourceField.OTHER)) {
      source.put(KIND, kind());
    }
    for (SourceField field : fields()) {
      String text = text("source." + field.name());
      if (text != null) {
        field.put(source, text);
      }
    }
    more()
        .properties()
        .forEach(member -> {
          if (source.has(member.getKey())) {
            throw ApiProblem.invalid(MORE, member.getKey() + " is given twice");
          }
          source.set(member.getKey(), member.getValue());
        });
    return request;
  }

  private void put(ObjectNode request, String name) {
    String text = text(name);
    if (text != null) {
      request.put(name, text);
    }
  }

  private ObjectNode more() {
    String text = text(MORE);
    if (text == null) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (text.length() > LONGEST) {
      throw ApiProblem.tooLarge("%d characters of settings are allowed".formatted(LONGEST));
    }
    return StrictJson.object(text.getBytes(StandardCharsets.UTF_8));
  }
}
