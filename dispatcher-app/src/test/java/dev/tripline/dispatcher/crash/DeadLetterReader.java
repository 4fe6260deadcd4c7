package dev.tripline.dispatcher.crash;

import dev.tripline.testkit.proof.History.Death;
import dev.tripline.testkit.server.DispatcherClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads dead letters page by page through the public API, as an operator would.
final class DeadLetterReader {
  private static final JsonMapper JSON = new JsonMapper();

  private DeadLetterReader() {}

  /// All dead letters of one function.
  ///
  /// @param idsByRequest which event a request id belongs to
  static List<Death> read(URI endpoint, String function, Map<String, String> idsByRequest)
      throws InterruptedException {
    List<Death> deaths = new ArrayList<>();
    try (DispatcherClient client = new DispatcherClient(endpoint)) {
      String first = "/v1/dead-letters?limit=100&function=" + function;
      String path = first;
      while (!path.isEmpty()) {
        JsonNode page = JSON.readTree(client.send("GET", path, "").orThrow());
        for (JsonNode letter : page.required("deadLetters")) {
          String requestId = letter.required("requestId").asString();
          String id = idsByRequest.getOrDefault(requestId, "unknown-" + requestId);
          deaths.add(new Death(id, requestId));
        }
        JsonNode next = page.path("next");
        path = next.isMissingNode() ? "" : first + "&cursor=" + next.asString();
      }
    }
    return deaths;
  }
}
