package dev.tripline.dispatcher.rest;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON merge patch (RFC 7396): the one meaning of every PATCH of `/v1`.
public final class MergePatch {
  private MergePatch() {}

  /// Changes `target`: null removes a member, an object is merged into the one there is, anything else
  /// takes the place of what was there. The patch stays as it is.
  public static void apply(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      if (value.isNull()) {
        target.remove(name);
      } else if (value instanceof ObjectNode inner) {
        ObjectNode old =
            target.get(name) instanceof ObjectNode known ? known : target.putObject(name);
        apply(old, inner);
      } else {
        target.set(name, value.deepCopy());
      }
    }
  }
}
