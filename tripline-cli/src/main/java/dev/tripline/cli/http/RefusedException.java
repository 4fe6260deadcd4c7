package dev.tripline.cli.http;

import dev.tripline.cli.output.Json;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/// The dispatcher's own refusal or failure, in one line: a problem of `/v1`, or an error of the Lambda API.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN_CHARACTERS = 500;

  private final int status;

  RefusedException(Answer answer) {
    super(line(answer));
    this.status = answer.status();
  }

  public int status() {
    return status;
  }

  /// Whether another request may well be taken: the dispatcher understood who asks, and works.
  public boolean isOfOnePart() {
    return status >= 400 && status < 500 && status != 401 && status != 403 && status != 429;
  }

  private static String line(Answer answer) {
    Json body = Json.read(answer.body()).orElse(Json.NOTHING);
    String type = answer.header("x-amzn-ErrorType", "");
    StringJoiner words = new StringJoiner(" ").add(Integer.toString(answer.status()));
    String message;
    if (!type.isEmpty()) {
      words.add(type.replaceFirst(":.*", ""));
      message = body.get("message").textOr(body.get("Message").text());
    } else if (!body.get("title").text().isEmpty()) {
      message = problem(body);
    } else {
      message = new String(answer.body(), StandardCharsets.UTF_8);
    }
    String hint = answer.status() == 401 ? "; see --keys in the help" : "";
    String cut = message.substring(0, Math.min(message.length(), SHOWN_CHARACTERS));
    return words + (cut.isBlank() ? "" : ": " + cut) + hint;
  }

  /// Title or detail, then each field that is wrong and not told there.
  private static String problem(Json body) {
    String detail = body.get("detail").textOr(body.get("title").text());
    StringJoiner all = new StringJoiner("; ").add(detail);
    body.get("errors").items().stream()
        .map(error -> error.get("field").text() + ": " + error.get("message").text())
        .filter(words -> !detail.contains(words))
        .forEach(all::add);
    return all.toString();
  }
}
