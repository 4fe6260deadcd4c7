package dev.tripline.dispatcher.deadletter.redrive.run;

import dev.tripline.dispatcher.deadletter.transform.TransformForm;
import dev.tripline.dispatcher.deadletter.transform.Transformation;
import dev.tripline.dispatcher.deadletter.transform.Transformation.Result;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.redrive.RedriveWork.Move;
import dev.tripline.spi.redrive.RedriveWork.Untransformed;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The payloads that letters are sent with. Blocking; safe for many threads.
///
/// @param letters with their payloads
/// @param limit bytes that a payload may have
public record LetterPayloads(DeadLetterQueries letters, int limit) {

  /// Of letters that are sent together, as far as this is known before.
  static final long BYTES_AT_ONCE = 16L << 20;

  @Nullable Transformation transformation(@Nullable TransformForm form) {
    return form == null ? null : Transformation.of(form, limit);
  }

  /// @param moves those that are sent
  /// @param untransformed those that stay
  record Prepared(List<Move> moves, List<Untransformed> untransformed) {}

  /// Letters that are gone meanwhile are moved, which finds them gone.
  Prepared prepare(@Nullable Transformation transformation, List<DeadLetterSummary> chosen) {
    List<Move> moves = new ArrayList<>();
    List<Untransformed> untransformed = new ArrayList<>();
    for (DeadLetterSummary letter : chosen) {
      String request = UUID.randomUUID().toString();
      Result result =
          transformation == null
              ? new Result.Unchanged()
              : letters
                  .find(letter.id())
                  .map(transformation::apply)
                  .orElseGet(Result.Unchanged::new);
      switch (result) {
        case Result.Unchanged _ -> moves.add(new Move(letter.id(), request, null));
        case Result.Changed(byte[] payload) -> moves.add(new Move(letter.id(), request, payload));
        case Result.Failed(String reason) ->
            untransformed.add(new Untransformed(letter.id(), reason));
        case Result.Violating violating ->
            untransformed.add(new Untransformed(letter.id(), violating.reason()));
      }
    }
    return new Prepared(moves, untransformed);
  }
}
