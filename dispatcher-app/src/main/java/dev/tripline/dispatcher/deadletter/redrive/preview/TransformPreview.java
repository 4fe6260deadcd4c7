package dev.tripline.dispatcher.deadletter.redrive.preview;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.deadletter.transform.PayloadDiff;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a transformation would make of letters.
///
/// @param looked letters that were looked at
/// @param violating those whose new payload does not fit the schema; like failed ones they would not be sent
/// @param next where to go on; missing if all were looked at
/// @param reasons why letters would not be sent, the most frequent first
/// @param samples some of each kind
public record TransformPreview(
    long looked,
    long unchanged,
    long changed,
    long failed,
    long violating,
    @JsonInclude(Include.NON_NULL) @Nullable String next,
    List<Reason> reasons,
    List<Sample> samples) {

  public record Reason(String reason, long count) {}

  /// @param outcome `changed`, `failed` or `violating`
  /// @param reason missing if it would be sent
  /// @param diff from the letter's payload to the new one; empty for failed ones
  public record Sample(
      String deadLetter,
      String outcome,
      @JsonInclude(Include.NON_NULL) @Nullable String reason,
      List<PayloadDiff.Line> diff) {}
}
