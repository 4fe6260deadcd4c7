package dev.tripline.dispatcher.deadletter.redrive;

import dev.tripline.dispatcher.function.InvocationMeters;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.Attempt;
import java.util.List;
import java.util.Optional;

/// The time that invocations of functions take, as far as it is known: of those that this node ran since
/// its start, or else of the attempts that a dead letter remembers. Blocking; safe for many threads.
///
/// @param meters of this node
/// @param letters with their attempts
public record FunctionDurations(InvocationMeters meters, DeadLetterQueries letters) {

  /// @param measured where it comes from
  public record Mean(double millis, String measured) {}

  /// @param samples letters whose attempts may be looked at
  public Optional<Mean> of(String function, List<DeadLetterSummary> samples) {
    return timed(function, "succeeded")
        .map(millis -> new Mean(millis, "invocations that succeeded on this node"))
        .or(() ->
            timed(function, "failed")
                .map(millis -> new Mean(millis, "invocations that failed on this node")))
        .or(() -> remembered(function, samples));
  }

  private Optional<Double> timed(String function, String outcome) {
    return meters.tallies(function).stream()
        .filter(tally -> tally.outcome().equals(outcome))
        .map(InvocationMeters.Tally::meanMillis)
        .findFirst();
  }

  private Optional<Mean> remembered(String function, List<DeadLetterSummary> samples) {
    return samples.stream()
        .filter(sample -> sample.function().name().equals(function))
        .flatMap(sample -> letters.find(sample.id()).stream())
        .map(DeadLetter::attempts)
        .filter(attempts -> !attempts.isEmpty())
        .map(List::getLast)
        .map(Attempt::duration)
        .findFirst()
        .map(last -> new Mean(last.toNanos() / 1e6, "the last attempt of a dead letter"));
  }
}
