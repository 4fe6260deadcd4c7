package dev.tripline.dispatcher.deadletter.redrive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.deadletter.DeadLetterSettings;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.deadletter.redrive.run.RedriveOrder;
import dev.tripline.dispatcher.deadletter.transform.Transformation;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.redrive.RedriveRun;
import dev.tripline.spi.redrive.RedriveRun.State;
import dev.tripline.spi.redrive.RedriveRun.Step;
import dev.tripline.spi.redrive.RedriveRuns;
import dev.tripline.spi.redrive.RedriveRuns.Extent;
import dev.tripline.spi.redrive.RedriveRuns.Letter;
import dev.tripline.spi.redrive.RedriveRuns.Outcome;
import dev.tripline.spi.redrive.RedriveScope;
import dev.tripline.spi.redrive.RedriveWork.Untransformed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// All that an operator does with redrive runs. An unknown one is an [ApiProblem] 404. Blocking; safe for
/// many threads.
public final class Redrives {
  private final RedriveRuns runs;
  private final DeadLetters letters;
  private final RedrivePlanner planner;
  private final Bounds bounds;
  private final InstantSource clock;

  Redrives(
      RedriveRuns runs,
      DeadLetters letters,
      RedrivePlanner planner,
      Bounds bounds,
      InstantSource clock) {
    this.runs = runs;
    this.letters = letters;
    this.planner = planner;
    this.bounds = bounds;
    this.clock = clock;
  }

  /// @param payload bytes of a transformed one at most
  record Bounds(DeadLetterSettings letters, RedriveSettings runs, int payload) {}

  /// @param next the cursor of the next page; missing on the last
  public record Page(
      List<RedriveView> redrives, @JsonInclude(Include.NON_NULL) @Nullable String next)
      implements Confidential {

    @Override
    public Page withoutContent() {
      return new Page(redrives.stream().map(RedriveView::withoutContent).toList(), next);
    }
  }

  /// Letters that a run has left because their payload could not be transformed.
  ///
  /// @param next as well
  public record UntransformedPage(
      List<UntransformedLetter> letters, @JsonInclude(Include.NON_NULL) @Nullable String next)
      implements Maskable {

    /// Reasons may repeat what is in a payload.
    @Override
    public UntransformedPage withoutContent() {
      return with(_ -> HiddenContent.WORD);
    }

    @Override
    public UntransformedPage masked(Masking masking) {
      return with(reason -> String.valueOf(masking.words(null, reason)));
    }

    private UntransformedPage with(UnaryOperator<String> reasons) {
      return new UntransformedPage(
          letters.stream()
              .map(letter ->
                  new UntransformedLetter(letter.deadLetter, reasons.apply(letter.reason)))
              .toList(),
          next);
    }
  }

  public record UntransformedLetter(String deadLetter, String reason) {}

  /// @param next as well
  public record LetterPage(
      List<RedriveView.SentLetter> letters, @JsonInclude(Include.NON_NULL) @Nullable String next) {}

  private record Wanted(
      RedriveForm.Chosen chosen,
      RedriveScope scope,
      @Nullable FunctionTarget target,
      RedriveOrder.Pace pace) {}

  /// What a redrive would do. Nothing is changed.
  public RedrivePlan plan(RedriveForm form) {
    Wanted wanted = wanted(form);
    return planner.plan(extent(wanted.scope), wanted.target, wanted.pace);
  }

  private Wanted wanted(RedriveForm form) {
    RedriveForm.Chosen chosen = form.chosen();
    RedriveOrder.Pace pace = form.pace(bounds.runs.maxRate());
    if (form.transform() != null) {
      Transformation.of(form.transform(), bounds.payload); // refuses what cannot be understood
    }
    FunctionTarget target = form.target() == null ? null : letters.target(form.target());
    return new Wanted(chosen, scope(chosen), target, pace);
  }

  /// The letters that are meant.
  ///
  /// @throws ApiProblem if it is not clear which these are
  public RedriveScope scope(RedriveForm form) {
    return scope(form.chosen());
  }

  /// The filter by which letters are meant; that of all if they are named.
  public Selection selection(RedriveForm form) {
    return form.chosen().filter();
  }

  private RedriveScope scope(RedriveForm.Chosen chosen) {
    return chosen.letters().isEmpty()
        ? RedriveScope.of(letters.filter(chosen.filter()))
        : RedriveScope.of(chosen.letters().stream().distinct().sorted().toList());
  }

  /// How many these are at this moment.
  public Extent extent(RedriveScope scope) {
    return runs.extent(scope, bounds.letters.maxRedrives());
  }

  /// Makes a run, which begins at once.
  ///
  /// @throws ApiProblem 409 if there is nothing to redrive
  public RedriveView create(RedriveForm form, Actor actor) {
    String reason = RequestFields.reason(form.reason());
    Wanted wanted = wanted(form);
    Extent extent = extent(wanted.scope);
    DeadLetterSummary newest = extent.newest();
    long total = extent.count() - extent.tooOften();
    if (newest == null || total <= 0) {
      throw ApiProblem.conflict(
          extent.count() == 0
              ? "there is no such dead letter"
              : "all of them were redriven too often (tripline.dead-letters.max-redrives)");
    }
    var order =
        new RedriveOrder(
            wanted.chosen.filter(),
            wanted.scope.until(newest.id()),
            total,
            wanted.target,
            wanted.pace,
            actor,
            reason,
            form.transform());
    Instant now = clock.instant();
    RedriveRun run =
        new RedriveRun(
            TimeOrderedId.at(now),
            order.toDocument(),
            State.RUNNING,
            null,
            RedriveRun.Progress.begin(wanted.pace.canary() > 0, wanted.pace.rate()),
            now,
            now);
    runs.create(run, created(run, order, actor));
    return find(run.id());
  }

  private static AuditEntry created(RedriveRun run, RedriveOrder order, Actor actor) {
    Map<String, String> details = new HashMap<>();
    details.put("letters", Long.toString(order.total()));
    details.put("canary", Integer.toString(order.pace().canary()));
    details.put("rate", Double.toString(order.pace().rate()));
    details.put("stopAtFailureShare", Double.toString(order.pace().stopAtFailureShare()));
    if (order.target() != null) {
      details.put("target", order.target().toString());
    }
    if (order.transform() != null) {
      details.put("transform", order.transform().text());
    }
    return new AuditEntry(
        actor, "CreateRedrive", Target.redrive(run.id()), order.reason(), details);
  }

  public RedriveView find(String id) {
    return RedriveView.of(run(id));
  }

  /// The runs, newest first.
  ///
  /// @param cursor `next` of the page before; null for the first one
  /// @throws ApiProblem if no list gave this cursor
  public Page list(@Nullable String cursor, int limit) {
    List<RedriveRun> page = runs.page(RequestFields.idCursor(cursor), limit + 1);
    boolean more = page.size() > limit;
    List<RedriveRun> shown = more ? page.subList(0, limit) : page;
    return new Page(
        shown.stream().map(RedriveView::of).toList(), more ? shown.getLast().id() : null);
  }

  /// The letters that a run has sent, in the order in which it did.
  ///
  /// @param outcome null for all
  public LetterPage letters(
      String id, @Nullable String outcome, @Nullable String cursor, int limit) {
    run(id);
    long after = Objects.requireNonNullElse(RequestFields.numberCursor(cursor), 0L);
    List<Letter> page = runs.letters(id, outcome(outcome), after, limit + 1);
    boolean more = page.size() > limit;
    List<Letter> shown = more ? page.subList(0, limit) : page;
    return new LetterPage(
        shown.stream().map(RedriveView.SentLetter::of).toList(),
        more ? Long.toString(shown.getLast().number()) : null);
  }

  /// The letters that a run has left because their payload could not be transformed.
  public UntransformedPage untransformed(String id, @Nullable String cursor, int limit) {
    run(id);
    List<Untransformed> page =
        runs.untransformed(
            id, Objects.requireNonNullElse(RequestFields.idCursor(cursor), ""), limit + 1);
    boolean more = page.size() > limit;
    List<Untransformed> shown = more ? page.subList(0, limit) : page;
    return new UntransformedPage(
        shown.stream().map(one -> new UntransformedLetter(one.letterId(), one.reason())).toList(),
        more ? shown.getLast().letterId() : null);
  }

  private static @Nullable Outcome outcome(@Nullable String word) {
    if (word == null) {
      return null;
    }
    return Arrays.stream(Outcome.values())
        .filter(one -> RedriveView.SentLetter.word(one).equals(word))
        .findFirst()
        .orElseThrow(
            () -> ApiProblem.invalid("outcome", "must be one of pending, delivered, dead-again"));
  }

  /// Sends no more until it is resumed.
  public RedriveView pause(String id, Actor actor, @Nullable String reason) {
    RedriveRun run = run(id);
    return change(
        run,
        EnumSet.of(State.RUNNING, State.WAITING),
        new Step(State.PAUSED, RequestFields.reason(reason), false, run.progress().canary()),
        new Change(actor, "PauseRedrive", reason));
  }

  /// Goes on where it was paused; one that stopped by itself, with a new canary. One that waited for a
  /// confirmation waits for it again.
  public RedriveView resume(String id, Actor actor, @Nullable String reason) {
    RedriveRun run = run(id);
    boolean stopped = run.state() == State.STOPPED;
    boolean canary = stopped ? RedriveOrder.of(run).pace().canary() > 0 : run.progress().canary();
    RequestFields.reason(reason);
    Step step =
        !stopped && awaitsConfirmation(run)
            ? new Step(
                State.WAITING, "the canary went well; say that it may continue", false, false)
            : new Step(State.RUNNING, null, stopped, canary);
    return change(
        run,
        stopped ? EnumSet.of(State.STOPPED) : EnumSet.of(State.PAUSED),
        step,
        new Change(actor, "ResumeRedrive", reason));
  }

  /// Whether nothing was sent behind a canary that has to be confirmed.
  private static boolean awaitsConfirmation(RedriveRun run) {
    RedriveRun.Progress progress = run.progress();
    return RedriveOrder.of(run).pace().confirm()
        && !progress.canary()
        && progress.phase().sent() == 0;
  }

  /// Goes on after a canary that waits for this.
  public RedriveView proceed(String id, Actor actor, @Nullable String reason) {
    RequestFields.reason(reason);
    return change(
        run(id),
        EnumSet.of(State.WAITING),
        new Step(State.RUNNING, null, false, false),
        new Change(actor, "ContinueRedrive", reason));
  }

  /// Sends no more for good. Letters that were not sent stay dead letters.
  public RedriveView cancel(String id, Actor actor, @Nullable String reason) {
    RedriveRun run = run(id);
    return change(
        run,
        EnumSet.of(State.RUNNING, State.WAITING, State.PAUSED, State.STOPPED),
        new Step(State.CANCELLED, RequestFields.reason(reason), false, run.progress().canary()),
        new Change(actor, "CancelRedrive", reason));
  }

  private record Change(Actor actor, String action, @Nullable String reason) {}

  private RedriveView change(RedriveRun run, Set<State> from, Step step, Change change) {
    AuditEntry entry =
        new AuditEntry(
            change.actor, change.action, Target.redrive(run.id()), change.reason, Map.of());
    if (!runs.change(run.id(), from, step, entry)) {
      throw ApiProblem.conflict(
          "the redrive is %s; this is possible only while it is %s"
              .formatted(
                  find(run.id()).state(),
                  String.join(
                      " or ",
                      from.stream().map(one -> one.name().toLowerCase(Locale.ROOT)).toList())));
    }
    return find(run.id());
  }

  private RedriveRun run(String id) {
    return runs.find(id).orElseThrow(() -> ApiProblem.notFound("there is no redrive " + id));
  }
}
