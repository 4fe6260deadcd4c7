package dev.tripline.runtime.report;

import dev.tripline.spi.text.CutText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The type and message of an error whose report is no JSON, or only the beginning of one.
record CutError(String type, String message) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// Characters that are kept of a message. In JSON none is longer than six bytes.
  private static final int LONGEST = 256 * 1024;

  private static final Pattern TYPE =
      Pattern.compile("\"errorType\"\\s*:\\s*\"([\\w.$:-]{1,256})\"");
  private static final Pattern MESSAGE = Pattern.compile("\"errorMessage\"\\s*:\\s*\"");

  /// @param headerType the type, if the report names none
  static CutError of(String report, String headerType) {
    if (!report.startsWith("{")) {
      return new CutError(headerType, CutText.marked(report, LONGEST));
    }
    Matcher type = TYPE.matcher(report);
    Matcher message = MESSAGE.matcher(report);
    return new CutError(
        type.find() ? type.group(1) : headerType,
        message.find() ? text(report, message.end()) : CutText.marked(report, LONGEST));
  }

  /// The string of JSON that begins there, as far as it goes.
  private static String text(String report, int from) {
    int most = Math.min(report.length(), from + LONGEST);
    int end = from;
    int safe = from;
    while (end < most && report.charAt(end) != '"') {
      int next = end + (report.charAt(end) != '\\' ? 1 : escapeLength(report, end));
      safe = next <= most ? next : safe;
      end = next;
    }
    boolean whole = end < report.length() && report.charAt(end) == '"';
    String inside = report.substring(from, whole ? end : safe);
    try {
      String text = JSON.readValue('"' + inside + '"', String.class);
      return whole ? text : text + "…";
    } catch (JacksonException _) {
      return CutText.marked(inside, LONGEST);
    }
  }

  private static int escapeLength(String report, int at) {
    return at + 1 < report.length() && report.charAt(at + 1) == 'u' ? 6 : 2;
  }
}
