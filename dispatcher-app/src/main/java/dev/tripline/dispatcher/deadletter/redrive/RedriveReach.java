package dev.tripline.dispatcher.deadletter.redrive;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.redrive.run.RedriveOrder;
import dev.tripline.dispatcher.function.NamedResources;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.redrive.RedriveRuns;
import dev.tripline.spi.redrive.RedriveRuns.Extent;
import dev.tripline.spi.redrive.RedriveRuns.Share;
import dev.tripline.spi.redrive.RedriveScope;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What callers whose access is limited may have redriven: letters of functions that they may touch, to
/// functions that they may touch. A selection that names no function is about all of them. Blocking; safe
/// for many threads.
public final class RedriveReach {
  private static final Resource ALL_FUNCTIONS = Resource.function("*");

  private final RedriveRuns runs;
  private final DeadLetters letters;

  RedriveReach(RedriveRuns runs, DeadLetters letters) {
    this.runs = runs;
    this.letters = letters;
  }

  /// @param known how many letters of the ids must be there, so that their functions are known
  private record Meant(
      @Nullable String function, List<String> ids, long known, @Nullable String target) {}

  /// Of a redrive that is asked for.
  ///
  /// @throws ApiProblem 403 if letters or a target out of reach may be meant, or payloads are to be changed
  ///     that are not shown to the caller
  public void require(HttpServletRequest request, RedriveForm form) {
    if (form.transform() != null) {
      requireContent(request);
    }
    RedriveForm.Chosen chosen = form.chosen();
    List<String> ids = chosen.letters();
    long known = ids.stream().distinct().count();
    require(request, new Meant(chosen.function(), ids, known, form.target()));
  }

  /// Of a run that is to go on. Its letters that were sent are no letters any more.
  ///
  /// @throws ApiProblem 403 if letters or a target out of reach may be meant
  public void requireRun(HttpServletRequest request, String id) {
    runs.find(id)
        .map(RedriveOrder::of)
        .ifPresent(order -> {
          String target = order.target() == null ? null : order.target().toString();
          require(request, new Meant(order.selection().function(), order.scope().ids(), 0, target));
        });
  }

  /// Of a letter that is to be sent again with another payload.
  ///
  /// @param target null for the function of the letter
  /// @throws ApiProblem 403 if the function that gets it is out of reach, or payloads are not shown to the
  ///     caller
  public void requireResend(HttpServletRequest request, String id, @Nullable String target) {
    requireContent(request);
    NamedResources.requireFunction(request, target == null ? letters.find(id).function() : target);
  }

  /// @throws ApiProblem 403 if payloads are not shown to the caller
  static void requireContent(HttpServletRequest request) {
    if (!Caller.seesContent(request)) {
      throw ApiProblem.forbidden("a payload is changed only by those who may see payloads");
    }
  }

  private void require(HttpServletRequest request, Meant meant) {
    Caller caller = Caller.of(request);
    if (caller == null || caller.mayTouch(ALL_FUNCTIONS)) {
      return;
    }
    if (meant.target != null) {
      NamedResources.requireFunction(request, meant.target);
    }
    if (!meant.ids.isEmpty()) {
      functions(meant).forEach(function -> NamedResources.requireFunction(request, function));
    } else if (meant.function != null) {
      NamedResources.requireFunction(request, meant.function);
    } else {
      throw ApiProblem.forbidden(
          "a selection that names no function is about all of them: your access is limited");
    }
  }

  private List<String> functions(Meant meant) {
    Extent extent = runs.extent(RedriveScope.of(meant.ids), Integer.MAX_VALUE);
    long told = extent.shares().stream().mapToLong(Share::count).sum();
    if (told < Math.max(extent.count(), meant.known)) {
      throw ApiProblem.forbidden(
          "some of these letters are not there, or of too many functions: your access is limited");
    }
    return extent.shares().stream().map(Share::function).distinct().toList();
  }
}
