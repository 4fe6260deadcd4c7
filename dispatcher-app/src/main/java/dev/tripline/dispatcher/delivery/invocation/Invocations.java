package dev.tripline.dispatcher.delivery.invocation;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells what became of an event. Blocking; safe for many threads.
public final class Invocations {
  /// So many steps of a request's own way are looked at.
  public static final int MOST_STEPS = 1_000;

  private static final int MOST_STEPS_BESIDE = 200;
  private static final int MOST_LETTERS = 100;

  private final StepRecorder recorder;
  private final StepStore traces;
  private final DeadLetterQueries letters;

  Invocations(StepRecorder recorder, StepStore traces, DeadLetterQueries letters) {
    this.recorder = recorder;
    this.traces = traces;
    this.letters = letters;
  }

  /// Whether a caller may see what became of an event. The functions that it is limited to are those whose
  /// events it may follow.
  public static boolean mayFollow(@Nullable Caller caller, String function, String requestId) {
    return caller != null
        && (caller.mayTouch(Resource.function(function))
            || caller.mayTouch(new Resource("invocation", requestId)));
  }

  /// The steps of a request in their order; none if its trace is not kept. Of more than [#MOST_STEPS], the
  /// first and the last ones.
  public List<InvocationStep> steps(String requestId) {
    return steps(requestId, 0);
  }

  /// As [#steps], with what happened beside: the last of it, if it was much.
  public List<InvocationStep> everything(String requestId) {
    return steps(requestId, MOST_STEPS_BESIDE);
  }

  private List<InvocationStep> steps(String requestId, int beside) {
    recorder.runOnce(); // what this node knows is seen at once
    return traces.find(requestId, MOST_STEPS, beside);
  }

  /// @throws ApiProblem 404 if nothing is known of it
  public InvocationView find(String requestId) {
    List<InvocationStep> steps = steps(requestId);
    List<String> kept =
        letters.page(DeadLetterQueries.Filter.ofRequest(requestId), null, MOST_LETTERS).stream()
            .map(DeadLetterSummary::id)
            .toList();
    if (!steps.isEmpty()) {
      return InvocationView.of(steps, kept);
    }
    return kept.stream()
        .findFirst()
        .flatMap(letters::find)
        .map(letter -> InvocationView.of(letter, kept))
        .orElseThrow(() ->
            ApiProblem.notFound(
                "there is no trace of "
                    + requestId
                    + ": it is no asynchronous event or batch, or its trace is no longer kept"
                    + " (tripline.invocations); synchronous calls leave none"));
  }
}
