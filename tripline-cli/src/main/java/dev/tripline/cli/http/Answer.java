package dev.tripline.cli.http;

import dev.tripline.cli.output.Json;
import java.net.http.HttpHeaders;

/// An answer of the dispatcher, whole.
///
/// @param body as it came
public record Answer(int status, HttpHeaders headers, byte[] body) {

  /// Whether the dispatcher did what it was asked.
  public boolean isGood() {
    return status / 100 == 2;
  }

  /// The body read as JSON.
  ///
  /// @throws NoAnswerException if it is none, as from a proxy in between
  public Json json() {
    return Json.read(body)
        .orElseThrow(() -> new NoAnswerException("the answer (" + status + ") is not JSON", null));
  }

  public String header(String name, String otherwise) {
    return headers.firstValue(name).orElse(otherwise);
  }
}
