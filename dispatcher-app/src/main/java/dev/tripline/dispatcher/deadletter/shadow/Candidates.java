package dev.tripline.dispatcher.deadletter.shadow;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.redrive.FunctionDurations;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The functions that shadow redrives run, and how much of each they may use. Blocking; safe for many threads.
///
/// @param share of a function's concurrency
record Candidates(
    Functions functions, DeadLetters letters, FunctionDurations durations, double share) {

  /// @throws ApiProblem if there is none
  FunctionTarget target(@Nullable String text) {
    if (text == null) {
      throw ApiProblem.invalid(
          "target", "is missing: the candidate, a function with its version or alias");
    }
    return letters.target(text);
  }

  /// Events that it runs at once, on a node.
  int limit(FunctionTarget target) {
    return functions.concurrencyLimit(target);
  }

  /// Of these, in the shadow; 0 if it is switched off.
  int allowed(FunctionTarget target) {
    int limit = limit(target);
    return limit == 0 ? 0 : (int) Math.max(1, Math.floor(limit * share));
  }

  Optional<FunctionDurations.Mean> mean(FunctionTarget target, List<DeadLetterSummary> samples) {
    return durations.of(target.name(), samples);
  }
}
