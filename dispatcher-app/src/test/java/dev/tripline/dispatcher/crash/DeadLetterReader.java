package dev.tripline.dispatcher.crash;

import dev.tripline.testkit.proof.History.Death;
import dev.tripline.testkit.server.DispatcherClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads dead letters page by page through the public API, as an operator would.
public final class DeadLetterReader {
  private static final JsonMapper JSON = new JsonMapper();

  private DeadLetterReader() {}

  /// A dead letter, whatever event its request was for.
  public record Letter(String requestId, String story) {
    /// @param idsByRequest which event a request id belongs to
    Death of(Map<String, String> idsByRequest) {
      return new Death(
          idsByRequest.getOrDefault(requestId, "unknown-" + requestId), requestId, story);
    }
  }

  /// All dead letters of one function.
  public static List<Letter> read(URI endpoint, String function) throws InterruptedException {
    return letters(endpoint, function).stream()
        .map(letter -> new Letter(letter.required("requestId").asString(), story(letter)))
        .toList();
  }

  /// Dead letters of these events with every attempt, one JSON document a line.
  static String inFull(URI endpoint, String function, Set<String> requestIds)
      throws InterruptedException {
    StringBuilder all = new StringBuilder();
    try (DispatcherClient client = new DispatcherClient(endpoint)) {
      for (JsonNode letter : letters(endpoint, function)) {
        if (requestIds.contains(letter.required("requestId").asString())) {
          String path = "/v1/dead-letters/" + letter.required("id").asString();
          all.append(client.send("GET", path, "").orThrow()).append('\n');
        }
      }
    }
    return all.toString();
  }

  private static List<JsonNode> letters(URI endpoint, String function) throws InterruptedException {
    List<JsonNode> letters = new ArrayList<>();
    try (DispatcherClient client = new DispatcherClient(endpoint)) {
      String first = "/v1/dead-letters?limit=100&function=" + function;
      String path = first;
      while (!path.isEmpty()) {
        JsonNode page = JSON.readTree(client.send("GET", path, "").orThrow());
        for (JsonNode letter : page.required("deadLetters")) {
          letters.add(letter);
        }
        JsonNode next = page.path("next");
        path = next.isMissingNode() ? "" : first + "&cursor=" + next.asString();
      }
    }
    return letters;
  }

  private static String story(JsonNode letter) {
    return "%s at %s after %d attempts, accepted at %s: %s"
        .formatted(
            letter.required("reason").asString(),
            letter.required("diedAt").asString(),
            letter.required("attempts").asInt(),
            letter.required("acceptedAt").asString(),
            letter.path("lastError").asString(""));
  }
}
