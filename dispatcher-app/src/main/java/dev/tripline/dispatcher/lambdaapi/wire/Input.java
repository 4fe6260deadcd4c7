package dev.tripline.dispatcher.lambdaapi.wire;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The members of a request, or of an object in one, after they were checked.
///
/// @param call the call that they came with
public record Input(ObjectNode values, Call call) {

  /// `true` if the member was given; `null` counts as not given.
  public boolean has(String name) {
    JsonNode value = values.get(name);
    return value != null && !value.isNull();
  }

  /// A member that must be there.
  public String string(String name) {
    return values.path(name).asString();
  }

  public @Nullable String optional(String name) {
    return has(name) ? string(name) : null;
  }

  public String string(String name, String absent) {
    return has(name) ? string(name) : absent;
  }

  public int integer(String name, int absent) {
    return has(name) ? values.path(name).asInt() : absent;
  }

  public @Nullable Integer optionalInteger(String name) {
    return has(name) ? Integer.valueOf(values.path(name).asInt()) : null;
  }

  public long number(String name) {
    return values.path(name).asLong();
  }

  public boolean flag(String name) {
    return values.path(name).asBoolean(false);
  }

  public @Nullable List<String> optionalStrings(String name) {
    return has(name) ? strings(name) : null;
  }

  /// The elements of a list; empty if it was not given.
  public List<String> strings(String name) {
    List<String> all = new ArrayList<>();
    values.path(name).forEach(value -> all.add(value.asString()));
    return List.copyOf(all);
  }

  /// The entries of a map, in the order given; empty if it was not given.
  public Map<String, String> map(String name) {
    Map<String, String> all = new LinkedHashMap<>();
    values.path(name).properties().forEach(e -> all.put(e.getKey(), e.getValue().asString()));
    return all;
  }

  /// As [#map], with numbers.
  public Map<String, Double> weights(String name) {
    Map<String, Double> all = new LinkedHashMap<>();
    values.path(name).properties().forEach(e -> all.put(e.getKey(), e.getValue().asDouble()));
    return all;
  }

  /// A nested object; without members if it was not given.
  public Input object(String name) {
    return values.get(name) instanceof ObjectNode object
        ? new Input(object, call)
        : new Input(values.objectNode(), call);
  }

  /// Bytes, which JSON carries in base64.
  public byte[] bytes(String name) {
    try {
      return Base64.getDecoder().decode(string(name));
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorType.SERIALIZATION, name + " is not encoded in base64");
    }
  }
}
