package dev.tripline.dispatcher.masking;

import com.google.re2j.Pattern;
import dev.tripline.dispatcher.masking.MaskedPayload.Echo;
import dev.tripline.dispatcher.rest.ApiProblem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is masked of the payloads of one function and trigger. Never changes; safe for many threads.
public final class Mask {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final java.util.regex.Pattern PLACE =
      java.util.regex.Pattern.compile(
          "^" + MaskedValues.BEGIN + " /[^ ]*(?=[ " + MaskedValues.END + "])");

  private final List<MaskingRule> rules;

  Mask(List<MaskingRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /// Whether everything is shown as it is.
  public boolean isNone() {
    return rules.isEmpty();
  }

  /// A payload as it is shown. What is no JSON is hidden as a whole where a rule is about JSON.
  public MaskedPayload of(byte[] payload) {
    if (isNone()) {
      return new MaskedPayload(InnerJson.read(payload), text(payload), false, Echo.NONE);
    }
    JsonNode tree = InnerJson.read(payload);
    if (tree != null) {
      return of(tree);
    }
    String text = rules.stream().anyMatch(MaskingRule::needsJson) ? null : text(payload);
    String shown = text == null ? null : MaskedPayload.matching(text, patterns());
    return new MaskedPayload(
        null, shown, shown == null || !shown.equals(text), echo(text == null ? null : Set.of()));
  }

  /// A payload that was read already; the given tree is not changed.
  public MaskedPayload of(JsonNode payload) {
    MaskedValues values = new MaskedValues(true);
    JsonNode shown = applied(payload.deepCopy(), values);
    return new MaskedPayload(shown, null, values.count() > 0, echo(values.texts()));
  }

  /// As nothing of the payload is at hand.
  public MaskedPayload unknown() {
    return new MaskedPayload(null, null, !isNone(), echo(isNone() ? Set.of() : null));
  }

  private Echo echo(@Nullable Set<String> values) {
    return new Echo(patterns(), values, hidesWords());
  }

  /// A payload as it is searched: equal values have equal texts in their places, wherever they are. Null if
  /// it is no JSON.
  public @Nullable JsonNode searched(byte[] payload) {
    JsonNode tree = InnerJson.read(payload);
    return tree == null || isNone() ? tree : applied(tree, new MaskedValues(false));
  }

  /// A value that is looked for, as it is written where it is searched: without its place, which is shown with
  /// a masked value and is not the same in all payloads.
  public static String searchedText(String value) {
    return PLACE.matcher(value).replaceFirst(MaskedValues.BEGIN);
  }

  /// One record of a batch, alone. Paths are those of an event with only this record in it, as sources of
  /// AWS make them, or begin at the record.
  public JsonNode record(JsonNode alone) {
    if (isNone()) {
      return alone;
    }
    MaskedValues values = new MaskedValues(true);
    JsonNode now = applied(alone.deepCopy(), values);
    ArrayNode list = JSON.createArrayNode().add(now);
    ObjectNode event = JSON.createObjectNode();
    event.set("Records", list);
    now = only(applied(event, values).path("Records"), values);
    for (String group : List.of("records", "rmqMessagesByQueue", "messages")) {
      ObjectNode grouped = JSON.createObjectNode();
      grouped.putObject(group).set("-", JSON.createArrayNode().add(now));
      now = only(applied(grouped, values).path(group).path("-"), values);
    }
    return now;
  }

  /// The first of a list, or what stands in its place.
  private static JsonNode only(JsonNode list, MaskedValues values) {
    return list.isArray() && list.size() == 1
        ? list.get(0)
        : values.mask(JSON.createArrayNode().add(true), Place.ROOT, MaskingRule.Way.HIDE);
  }

  private JsonNode applied(JsonNode tree, MaskedValues values) {
    JsonNode now = tree;
    for (MaskingRule rule : rules) {
      now = new MaskWalk(rule, values).apply(now);
    }
    return now;
  }

  /// An edited payload, with the values of the original one where it still has what stands in their places:
  /// at their own places, or at others that are masked as well.
  ///
  /// @param edited of what was shown; any JSON
  /// @throws ApiProblem 400 if something in it stands for no value, or would be seen afterwards
  public byte[] restored(byte[] original, byte[] edited) {
    if (isNone()) {
      return edited;
    }
    JsonNode tree = InnerJson.read(edited);
    if (tree == null) {
      throw ApiProblem.invalid(
          "payload", "has a name twice, or a number that is too long: values of it are masked");
    }
    MaskedValues values = new MaskedValues(true);
    JsonNode kept = InnerJson.read(original);
    if (kept != null) {
      JsonNode shown = applied(kept.deepCopy(), values);
      if (values.count() > 0 && shown.equals(tree)) {
        return original;
      }
    }
    MaskedEdit edit = new MaskedEdit(values);
    JsonNode restored = edit.restored(tree);
    if (edit.places().isEmpty()) {
      return edited;
    }
    MaskedValues after = new MaskedValues(true);
    applied(restored.deepCopy(), after);
    for (String place : edit.places()) {
      if (!after.covers(place)) {
        throw ApiProblem.invalid(
            "payload", "the masked value at " + place + " would not be masked there");
      }
    }
    return restored.toString().getBytes(StandardCharsets.UTF_8);
  }

  private List<Pattern> patterns() {
    return rules.stream().flatMap(rule -> rule.patterns().stream()).toList();
  }

  private boolean hidesWords() {
    return rules.stream().anyMatch(MaskingRule::hidesWords);
  }

  private static @Nullable String text(byte[] payload) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }
}
