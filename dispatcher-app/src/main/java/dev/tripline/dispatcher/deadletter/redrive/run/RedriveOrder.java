package dev.tripline.dispatcher.deadletter.redrive.run;

import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.deadletter.transform.TransformForm;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.redrive.RedriveRun;
import dev.tripline.spi.redrive.RedriveScope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// What was asked for, as a run keeps it.
///
/// @param selection as it was asked for; unused if the scope has ids
/// @param scope the letters that are meant
/// @param total their number when the run was made, without those that were redriven too often
/// @param target the function that gets them; null for that of each letter
/// @param pace how fast, and under which watch
/// @param actor on whose behalf
/// @param reason in the actor's own words
/// @param transform of the payloads; null to send them as they are
public record RedriveOrder(
    Selection selection,
    RedriveScope scope,
    long total,
    @Nullable FunctionTarget target,
    Pace pace,
    Actor actor,
    String reason,
    @Nullable TransformForm transform) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /// @param canary letters that are sent first, whose outcomes are waited for; 0 for none
  /// @param confirm whether somebody has to say after the canary that it may go on
  /// @param rate letters a second at most
  /// @param stopAtFailureShare the share of letters that are dead again at which the run stops
  public record Pace(int canary, boolean confirm, double rate, double stopAtFailureShare) {}

  public String toDocument() {
    return JSON.writeValueAsString(this);
  }

  public static RedriveOrder of(RedriveRun run) {
    return JSON.readValue(run.document(), RedriveOrder.class);
  }
}
