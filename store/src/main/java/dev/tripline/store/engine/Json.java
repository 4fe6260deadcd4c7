package dev.tripline.store.engine;

import dev.tripline.spi.invocation.Attempt;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The parts of a row that are JSON.
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final TypeReference<List<Attempt>> ATTEMPTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

  private Json() {}

  public static String attempts(List<Attempt> attempts) {
    return MAPPER.writeValueAsString(attempts);
  }

  public static List<Attempt> attempts(@Nullable String json) {
    return json == null ? List.of() : List.copyOf(MAPPER.readValue(json, ATTEMPTS));
  }

  public static String strings(Map<String, String> strings) {
    return MAPPER.writeValueAsString(strings);
  }

  public static Map<String, String> strings(String json) {
    return Map.copyOf(MAPPER.readValue(json, STRINGS));
  }
}
