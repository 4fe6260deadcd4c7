package dev.tripline.dispatcher.deadletter.transform;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.Patch;
import dev.tripline.retry.payload.JsonCheck;
import dev.tripline.spi.text.CutText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The difference of two payloads, line by line: JSON with each member on a line of its own. Pure.
public final class PayloadDiff {
  private static final JsonMapper PRETTY =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();
  private static final int CONTEXT = 3;
  private static final int HEADS = 2;
  private static final int MOST_LINES = 5_000;
  private static final int MOST_SHOWN = 400;
  private static final int LONGEST_LINE = 1_000;

  private PayloadDiff() {}

  /// One line.
  ///
  /// @param kind `same`, `removed`, `added` or `place`, which says where the next lines are
  public record Line(String kind, String text) {

    private static Line of(String line) {
      String kind =
          switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '-' -> "removed";
            case '+' -> "added";
            case '@' -> "place";
            default -> "same";
          };
      return new Line(kind, line);
    }
  }

  /// The lines that differ, with some around them; empty if none does. Long ones are cut.
  public static List<Line> of(byte[] before, byte[] after) {
    List<String> first = lines(before);
    List<String> second = lines(after);
    if (first.size() > MOST_LINES || second.size() > MOST_LINES) {
      return List.of(
          new Line(
              "place",
              "more than "
                  + MOST_LINES
                  + " lines: before %d, after %d".formatted(first.size(), second.size())));
    }
    Patch<String> patch = DiffUtils.diff(first, second, new MyersDiffWithLinearSpace<>());
    return UnifiedDiffUtils.generateUnifiedDiff("", "", first, patch, CONTEXT).stream()
        .skip(HEADS)
        .limit(MOST_SHOWN)
        .map(line -> CutText.marked(line, LONGEST_LINE))
        .map(Line::of)
        .toList();
  }

  private static List<String> lines(byte[] payload) {
    return text(payload).lines().toList();
  }

  private static String text(byte[] payload) {
    if (JsonCheck.isJson(payload)) {
      try {
        return PRETTY.writeValueAsString(PRETTY.readTree(payload));
      } catch (JacksonException _) { // a number that is too long for a tree
        return new String(payload, StandardCharsets.UTF_8);
      }
    }
    return new String(payload, StandardCharsets.UTF_8);
  }
}
