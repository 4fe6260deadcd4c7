package dev.tripline.dispatcher.deadletter.transform;

import dev.tripline.dispatcher.deadletter.transform.PayloadChange.ChangeFailure;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.retry.payload.JsonCheck;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.text.CutText;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes the payloads that letters are sent again with. The same payload has the same result, unless an
/// expression asks for the time or for chance. Safe for many threads.
public final class Transformation {
  private static final int LONGEST_REASON = 500;

  /// Numbers with a fraction keep their digits.
  static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final PayloadChange change;
  private final @Nullable SchemaCheck schema;

  private Transformation(PayloadChange change, @Nullable SchemaCheck schema) {
    this.change = change;
    this.schema = schema;
  }

  /// What becomes of a payload.
  public sealed interface Result {
    /// It stays as it is, byte for byte.
    record Unchanged() implements Result {}

    record Changed(byte[] payload) implements Result {}

    /// There is no new payload.
    record Failed(String reason) implements Result {}

    /// The new payload does not fit the schema.
    record Violating(byte[] payload, List<String> violations) implements Result {
      public String reason() {
        return CutText.marked(
            "does not fit the schema: " + String.join("; ", violations), LONGEST_REASON);
      }
    }
  }

  /// @param limit bytes that a new payload may have
  /// @throws ApiProblem if it cannot be understood
  public static Transformation of(TransformForm form, int limit) {
    String expression = form.jsonata();
    JsonNode patch = form.patch();
    if ((expression == null) == (patch == null)) {
      throw ApiProblem.invalid("transform", "either jsonata or patch is expected");
    }
    PayloadChange change =
        expression == null ? patch(patch, limit) : JsonataChange.of(expression, limit);
    JsonNode schema = form.schema();
    return new Transformation(change, schema == null ? null : SchemaCheck.of(schema));
  }

  private static PayloadChange patch(@Nullable JsonNode patch, int limit) {
    if (patch == null) {
      throw new IllegalStateException("there is neither an expression nor a patch");
    }
    return PatchChange.of(patch, limit);
  }

  /// Of a letter whose payload cannot be decrypted nothing can be made.
  public Result apply(DeadLetter letter) {
    return letter.unreadable() == null
        ? apply(letter.payload())
        : new Result.Failed("its payload " + letter.unreadable());
  }

  public Result apply(byte[] payload) {
    try {
      byte[] made = change.apply(payload);
      JsonNode tree = JSON.readTree(made);
      List<String> violations = schema == null ? List.of() : schema.violations(tree);
      if (!violations.isEmpty()) {
        return new Result.Violating(made, violations);
      }
      return tree.equals(Transformation::compared, JSON.readTree(payload))
          ? new Result.Unchanged()
          : new Result.Changed(made);
    } catch (ChangeFailure e) {
      return new Result.Failed(CutText.marked(String.valueOf(e.getMessage()), LONGEST_REASON));
    } catch (JacksonException e) {
      return new Result.Failed(
          CutText.marked("the payload cannot be read: " + JsonCheck.words(e), LONGEST_REASON));
    }
  }

  /// Numbers are the same however they are written.
  private static int compared(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }
}
