package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
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

  /// As [#to], of a list: under the rules at one time.
  public static <T extends Maskable> List<T> to(
      HttpServletRequest request, List<T> answers, Class<T> type) {
    if (!Caller.seesContent(request)) {
      return answers.stream().map(answer -> type.cast(answer.withoutContent())).toList();
    }
    Masking masking = Masking.of(request);
    return answers.stream().map(answer -> type.cast(answer.masked(masking))).toList();
  }

  /// JSON on lines of its own, as people read it.
  public static String pretty(JsonNode json) {
    return PRETTY.writeValueAsString(json);
  }
}
