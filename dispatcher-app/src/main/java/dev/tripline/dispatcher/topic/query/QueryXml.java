package dev.tripline.dispatcher.topic.query;

import java.nio.charset.StandardCharsets;

/// Writes answers of the Query protocol. For one thread.
final class QueryXml {
  private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

  private final StringBuilder text = new StringBuilder();

  /// Writes an element with what is written inside of it.
  QueryXml element(String name, Runnable content) {
    text.append('<').append(name).append('>');
    content.run();
    text.append("</").append(name).append('>');
    return this;
  }

  /// Writes an element with a text.
  QueryXml text(String name, String value) {
    return element(name, () -> escape(value));
  }

  /// Characters that XML 1.0 does not have are left out.
  private void escape(String value) {
    value
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> text.append("&amp;");
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '"' -> text.append("&quot;");
            case '\r' -> text.append("&#xD;");
            default -> {
              if (c == '\t'
                  || c == '\n'
                  || (c >= ' ' && c < 0xd800)
                  || (c >= 0xe000 && c < 0xfffe)
                  || c >= 0x10000) {
                text.appendCodePoint(c);
              }
            }
          }
        });
  }

  /// The whole answer of an action with this result.
  ///
  /// @param hasResult whether the action answers with any
  byte[] answer(String action, String requestId, boolean hasResult) {
    String result = hasResult ? "<" + action + "Result>" + text + "</" + action + "Result>" : "";
    return ("<"
            + action
            + "Response xmlns=\""
            + NAMESPACE
            + "\">"
            + result
            + "<ResponseMetadata><RequestId>"
            + requestId
            + "</RequestId></ResponseMetadata></"
            + action
            + "Response>")
        .getBytes(StandardCharsets.UTF_8);
  }

  /// An error.
  static byte[] error(int status, String code, String message, String requestId) {
    QueryXml xml = new QueryXml();
    xml.element(
        "Error",
        () ->
            xml.text("Type", status < 500 ? "Sender" : "Receiver")
                .text("Code", code)
                .text("Message", message));
    xml.text("RequestId", requestId);
    return ("<ErrorResponse xmlns=\"" + NAMESPACE + "\">" + xml.text + "</ErrorResponse>")
        .getBytes(StandardCharsets.UTF_8);
  }
}
