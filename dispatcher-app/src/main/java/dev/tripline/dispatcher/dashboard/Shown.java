package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What a caller may see of an answer, as `/v1` shows it.
public final class Shown {
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Shown() {}

  /// @param type of the answer, with and without content
  public static <T extends Confidential> T to(HttpServletRequest request, T answer, Class<T> type) {
    if (!Caller.seesContent(request)) {
      return type.cast(answer.withoutContent());
    }
    return answer instanceof Maskable maskable
        ? type.cast(maskable.masked(Masking.of(request)))
        : answer;
  }

  /// JSON on lines of its own, as people read it.
  public static String pretty(JsonNode json) {
    return PRETTY.writeValueAsString(json);
  }
}
