package dev.tripline.dispatcher.dashboard.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Text of a description: paragraphs are parted by an empty line, code stands between backticks.
final class Words {
  private Words() {}

  /// A run of text, or of code.
  record Span(boolean code, String text) {}

  /// @param text a string, or nothing
  static List<List<Span>> of(JsonNode text) {
    return Arrays.stream(text.asString("").strip().split("\n\\s*\n"))
        .filter(paragraph -> !paragraph.isBlank())
        .map(Words::spans)
        .toList();
  }

  private static List<Span> spans(String paragraph) {
    List<Span> spans = new ArrayList<>();
    boolean code = false;
    for (String part : paragraph.replaceAll("\\s+", " ").split("`", -1)) {
      if (!part.isEmpty()) {
        spans.add(new Span(code, part));
      }
      code = !code;
    }
    return spans;
  }
}
