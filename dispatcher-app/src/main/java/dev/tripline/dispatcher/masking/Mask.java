package dev.tripline.dispatcher.masking;

import com.google.re2j.Pattern;
import dev.tripline.dispatcher.masking.MaskedPayload.Echo;
import dev.tripline.dispatcher.rest.ApiProblem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// What is masked of the payloads of one function and trigger. Never changes; safe for many threads.
public final class Mask {
  private static final java.util.regex.Pattern PLACE =
      java.util.regex.Pattern.compile(
          "^" + MaskedValues.BEGIN + " /[^ ]*(?=[ " + MaskedValues.END + "])");

  private final List<MaskingRule> rules;

  Mask(List<MaskingRule> rules) {
    this.rules =
        rules.stream().sorted(Comparator.comparingInt(rule -> rule.way().shows())).toList();
  }

  /// Whether everything is shown as it is.
  public boolean isNone() {
    return rules.isEmpty();
  }

  /// Whether it is about JSON, so that nothing else can be shown.
  public boolean needsJson() {
    return rules.stream().anyMatch(MaskingRule::needsJson);
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
    String text = needsJson() ? null : text(payload);
    String shown = text == null ? null : MaskedPayload.matching(text, patterns());
    return new MaskedPayload(
        null, shown, shown == null || !shown.equals(text), echo(Set.of(), text != null));
  }

  /// A payload that was read already; the given tree is not changed.
  public MaskedPayload of(JsonNode payload) {
    return of(payload, true);
  }

  /// As [#of(JsonNode)], of a dead letter. Words about one of a batch may be about records of other letters,
  /// whose values are not known.
  public MaskedPayload ofLetter(JsonNode payload) {
    return of(payload, !Batch.is(payload));
  }

  /// @param all whether words repeat no other payload
  private MaskedPayload of(JsonNode payload, boolean all) {
    MaskedValues values = new MaskedValues(true);
    JsonNode shown = applied(payload.deepCopy(), values);
    Echo echo = echo(values.texts(), all && values.knowsAll());
    return new MaskedPayload(shown, null, values.count() > 0, echo);
  }

  /// As nothing of the payload is at hand.
  public MaskedPayload unknown() {
    return new MaskedPayload(null, null, !isNone(), echo(Set.of(), isNone()));
  }

  /// @param known whether these are all values that words may repeat
  private Echo echo(Set<String> values, boolean known) {
    return new Echo(patterns(), values, !known && hidesWords());
  }

  /// A payload as it is searched: equal values have equal texts in their places, wherever they are. Null if
  /// it is no JSON, or has a name twice.
  public @Nullable JsonNode searched(byte[] payload) {
    JsonNode tree = InnerJson.read(payload);
    return tree == null ? null : applied(tree, new MaskedValues(false));
  }

  /// A value that is looked for, as it is written where it is searched: without its place, which is shown with
  /// a masked value and is not the same in all payloads.
  public static String searchedText(String value) {
    return PLACE.matcher(value).replaceFirst(MaskedValues.BEGIN);
  }

  /// One record of a batch, alone. Paths are those of an event with this record in it, as sources of AWS make
  /// them, whatever its group and index there, or begin at the record.
  public JsonNode record(JsonNode alone) {
    if (isNone()) {
      return alone;
    }
    MaskedValues values = new MaskedValues(true);
    JsonNode now = alone.deepCopy();
    for (MaskingRule rule : rules) {
      now = new MaskWalk(rule, values).applyToRecord(now);
    }
    return now;
  }

  /// What stands in the place of something that is hidden as a whole.
  public static JsonNode hidden() {
    return StringNode.valueOf(MaskedValues.WHOLE);
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
    } else if (tree.toString().contains(MaskedValues.BEGIN)) {
      throw ApiProblem.invalid(
          "payload",
          "has something masked that cannot be put back: the letter's own payload is no JSON, has a"
              + " name twice, or a number that is too long. Write all of the new one");
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
