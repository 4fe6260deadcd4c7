package dev.tripline.dispatcher.access.rule;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// What stands in the place of content that a caller may not see.
public final class HiddenContent {
  public static final String WORD = "hidden";

  private static final Pattern USER = Pattern.compile("(?<=://)[^/?#@]*@");
  private static final Pattern PARAMETERS = Pattern.compile("[?#].*", Pattern.DOTALL);

  private static final String INPUT = "input";
  private static final List<String> CONSTANTS = List.of("json", "template");

  private HiddenContent() {}

  /// The word in place of a text that is there; null if there is none.
  public static @Nullable String of(@Nullable String content) {
    return content == null ? null : WORD;
  }

  /// A URL without user, password and parameters, which may be secrets; an ARN as it is.
  public static String ofUrl(String url) {
    return PARAMETERS.matcher(USER.matcher(url).replaceFirst(WORD + "@")).replaceFirst("?" + WORD);
  }

  /// A form whose URLs are shown as [#ofUrl] shows them, without the constants that its function is given;
  /// another node than the given one.
  public static JsonNode ofForm(JsonNode form) {
    JsonNode own = hidden(form.deepCopy());
    if (own instanceof ObjectNode object && object.has(INPUT)) {
      boolean ways = object.path("kind").asString("").equals("event-bus");
      object.set(INPUT, hiddenInput(object.path(INPUT), ways));
    }
    return own;
  }

  /// Of the ways in which an input is made of an event, constants and templates are content.
  ///
  /// @param ways whether the input is such a way, and not a constant
  private static JsonNode hiddenInput(JsonNode input, boolean ways) {
    if (!ways || !(input instanceof ObjectNode made)) {
      return StringNode.valueOf(WORD);
    }
    for (String constant : CONSTANTS) {
      if (made.has(constant)) {
        made.put(constant, WORD);
      }
    }
    return made;
  }

  private static JsonNode hidden(JsonNode own) {
    if (own instanceof ObjectNode object) {
      object.properties().forEach(entry -> entry.setValue(hidden(entry.getValue())));
    } else if (own instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, hidden(array.get(i)));
      }
    } else if (own.isString() && own.asString().contains("://")) {
      return StringNode.valueOf(ofUrl(own.asString()));
    }
    return own;
  }
}
