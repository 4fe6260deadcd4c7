package dev.tripline.dispatcher.deadletter.transform;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// A transformation as it is asked for: by an expression or by a patch.
///
/// @param jsonata an expression of JSONata, whose value is the new payload
/// @param patch a JSON Patch (RFC 6902), in place of it
/// @param schema a JSON Schema that each new payload has to fit; null for none
@JsonInclude(Include.NON_NULL)
public record TransformForm(
    @Nullable String jsonata, @Nullable JsonNode patch, @Nullable JsonNode schema) {

  /// Without what it may put into payloads.
  public TransformForm withoutContent() {
    return new TransformForm(
        HiddenContent.of(jsonata),
        patch == null ? null : StringNode.valueOf(HiddenContent.WORD),
        schema == null ? null : StringNode.valueOf(HiddenContent.WORD));
  }

  /// What it is, for lists.
  public String text() {
    String kind = jsonata == null ? "JSON Patch" : "JSONata";
    return schema == null ? kind : kind + " and a schema";
  }
}
