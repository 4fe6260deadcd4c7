package dev.tripline.delivery.parking;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes one batch of several, whatever its shape: arrays at the same place are joined, in order.
/// Everything else is the first one's.
final class BatchMerge {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private BatchMerge() {}

  static byte[] merge(List<byte[]> batches) {
    if (batches.size() == 1) {
      return batches.getFirst();
    }
    JsonNode all = JSON.readTree(batches.getFirst());
    for (byte[] batch : batches.subList(1, batches.size())) {
      join(all, JSON.readTree(batch));
    }
    return JSON.writeValueAsBytes(all);
  }

  private static void join(JsonNode all, JsonNode more) {
    if (all instanceof ArrayNode array && more instanceof ArrayNode elements) {
      array.addAll(elements);
    } else if (all instanceof ObjectNode object && more instanceof ObjectNode members) {
      for (Map.Entry<String, JsonNode> member : members.properties()) {
        JsonNode same = object.get(member.getKey());
        if (same == null) {
          object.set(member.getKey(), member.getValue());
        } else {
          join(same, member.getValue());
        }
      }
    }
  }
}
