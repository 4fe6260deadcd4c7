package dev.tripline.dispatcher.fire;

import dev.tripline.dispatcher.crash.CrashNode;
import dev.tripline.testkit.server.DispatcherClient;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Looks at parked keys and redrives them over HTTP, as an operator would.
final class ParkedKeysDesk {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String KEYS = "/v1/triggers/" + FireBench.TRIGGER + "/parked-keys";

  private final CrashNode node;

  /// @param node that is asked
  ParkedKeysDesk(CrashNode node) {
    this.node = node;
  }

  /// @param records that wait behind the key
  /// @param draining whether somebody asked for it
  record Parked(String key, long records, boolean draining) {}

  List<Parked> list() {
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      List<Parked> all = new ArrayList<>();
      JsonNode list = JSON.readTree(client.send("GET", KEYS + "?limit=1000", "").orThrow());
      for (JsonNode key : list.required("parkedKeys")) {
        all.add(
            new Parked(
                key.required("key").asString(),
                key.required("records").asLong(),
                key.required("draining").asBoolean()));
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Asks for the drain of every key for which nobody has.
  ///
  /// @return the keys that are still parked
  List<Parked> redriveAll() {
    List<Parked> all = list();
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      for (Parked parked : all) {
        if (!parked.draining()) {
          // One that was drained meanwhile is answered with 404.
          client.send("POST", KEYS + "/" + parked.key() + "/redrive", "");
        }
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
